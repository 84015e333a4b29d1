import { describe, expect, it } from "vitest";
import { environmentRules } from "../../src/cli/environment.ts";
import { programCandidates } from "../../src/cli/program.ts";

describe("the environment of a local claude", () => {
  it("lacks the marks of a Claude Code that the server was started from", () => {
    const { without } = environmentRules({ signedIn: false, env: {} });

    expect(without).toEqual(
      expect.arrayContaining(["CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_SSE_PORT"]),
    );
  });

  it("lacks API keys exactly when the person is signed in", () => {
    const keys = ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"];

    expect(environmentRules({ signedIn: true, env: {} }).without).toEqual(expect.arrayContaining(keys));
    for (const key of keys) expect(environmentRules({ signedIn: false, env: {} }).without).not.toContain(key);
  });

  it("names the configuration directory where it is not the default one", () => {
    expect(environmentRules({ signedIn: false, env: {}, configDir: "/srv/claude" }).extra).toEqual({
      CLAUDE_CONFIG_DIR: "/srv/claude",
    });
    expect(environmentRules({ signedIn: false, env: {} })).toMatchObject({
      without: expect.arrayContaining(["CLAUDE_CONFIG_DIR"]),
      extra: {},
    });
  });

  it("holds what the configuration says", () => {
    const env = { ANTHROPIC_API_KEY: "mine" };

    expect(environmentRules({ signedIn: true, env }).extra).toEqual(env);
  });
});

it("looks for the program where its installers put it", () => {
  expect(programCandidates("/home/ada")).toEqual([
    "/home/ada/.claude/local/claude",
    "/home/ada/.local/bin/claude",
    "/usr/local/bin/claude",
    "/opt/homebrew/bin/claude",
    "/home/ada/.npm-global/bin/claude",
  ]);
});
