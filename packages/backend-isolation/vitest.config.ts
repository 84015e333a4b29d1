import { defineProject } from "vitest/config";

export default defineProject({
  ssr: { resolve: { conditions: ["@vibedeck/source"] } },
  test: {
    name: "backend-isolation",
    include: ["test/**/*.test.ts"],
    globalSetup: ["./test/engine/global-setup.ts"],
  },
});
