import { defineProject } from "vitest/config";

export default defineProject({
  ssr: { resolve: { conditions: ["@vibedeck/source"] } },
  test: { name: "ui", include: ["test/**/*.test.ts"] },
});
