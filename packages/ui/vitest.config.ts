import { defineProject } from "vitest/config";

export default defineProject({
  ssr: { resolve: { conditions: ["@vibedeck/source"] } },
  test: {
    name: "ui",
    include: ["test/**/*.test.ts"],
    // A real browser on a machine that others share: one slow moment is no fault.
    expect: { poll: { timeout: 10_000 } },
    retry: process.env["CI"] ? 1 : 0,
  },
});
