import { configDefaults, defineProject } from "vitest/config";

const { CI, VIBEDECK_SOAK } = process.env;

export default defineProject({
  ssr: { resolve: { conditions: ["@vibedeck/source"] } },
  test: {
    name: "server",
    include: ["test/**/*.test.ts"],
    // Starts nothing before a test asks for it.
    globalSetup: ["../backend-isolation/test/engine/global-setup.ts"],
    // A soak takes as many seconds as it is told to: VIBEDECK_SOAK=600 npx vitest run --project server soak
    exclude: [...configDefaults.exclude, ...(VIBEDECK_SOAK ? [] : ["test/e2e/soak.test.ts"])],
    // Real processes and a real browser on a machine that others share: one slow moment is no fault.
    retry: CI ? 1 : 0,
  },
});
