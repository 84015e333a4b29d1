import { defineProject } from "vitest/config";

export default defineProject({
  ssr: { resolve: { conditions: ["@vibedeck/source"] } },
  test: { name: "backend-claude-code", include: ["test/**/*.test.ts"] },
});
