import { defineProject } from "vitest/config";

export default defineProject({
  ssr: { resolve: { conditions: ["@vibedeck/source"] } },
  test: { name: "auth-oidc", include: ["test/**/*.test.ts"] },
});
