import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { guardSecrets, Secret } from "../../src/config/secret.ts";

describe("Secret", () => {
  it("shows itself only when asked (248)", () => {
    const secret = new Secret("hunter2");
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 9 }),
    ];

    expect(shown.join()).not.toContain("hunter2");
    expect(secret.reveal()).toBe("hunter2");
  });
});

describe("guardSecrets", () => {
  it.each([
    [{ client_secret: "hunter2" }],
    [{ auth: { apiKey: "hunter2" } }],
    [{ list: [{ access_token: ["hunter2"] }] }],
    [{ env: { ANYTHING: "hunter2" } }],
    [{ proxy: "http://me:hunter2@proxy:3128" }],
    [{ password: 2 }],
  ])("hides %j (248)", (value) => {
    expect(JSON.stringify(guardSecrets(value))).not.toMatch(/hunter2|:2\b/);
  });

  it("leaves the rest as it is", () => {
    const value = {
      roots: ["~/.claude"],
      port: 1,
      deep: { on: true, nothing: null },
      url: "https://example.org",
      secrets: true,
    };

    expect(guardSecrets(value)).toEqual(value);
  });
});
