import { defineProject } from "vitest/config";

export default defineProject({
  ssr: { resolve: { conditions: ["@vibedeck/source"] } },
  test: {
    name: "backend-isolation",
    include: ["test/**/*.test.ts"],
    // Real engines on a machine that others share: one slow moment is no fault.
    retry: process.env["CI"] ? 1 : 0,
    globalSetup: ["./test/engine/global-setup.ts"],
  },
});
