import { describe, expect, it } from "vitest";
import { agentEnvironment, type EnvironmentRules } from "../../src/process/environment.ts";

const INHERITED = {
  PATH: "/bin",
  HOME: "/home/ada",
  LANG: "C.UTF-8",
  npm_config_registry: "x",
  npm_lifecycle_event: "dev",
  INIT_CWD: "/x",
  NODE_OPTIONS: "--inspect",
  NODE_CHANNEL_FD: "3",
  NODE_UNIQUE_ID: "1",
  NODE_ENV: "production",
  NODE_EXTRA_CA_CERTS: "/ca.pem",
  NOTIFY_SOCKET: "/run/systemd/notify",
  LISTEN_FDS: "1",
  VIBEDECK_CONFIG: "/etc/vibedeck.toml",
  VIBEDECK_SESSION_SECRET: "hidden",
  VIBEDECK_RUN: "outer",
  ANTHROPIC_API_KEY: "key",
  ANTHROPIC_BASE_URL: "url",
  CLAUDECODE: "1",
  PWD: "/server",
  OLDPWD: "/before",
  ABSENT: undefined,
};

const BASE = {
  PATH: "/bin",
  HOME: "/home/ada",
  LANG: "C.UTF-8",
  NODE_EXTRA_CA_CERTS: "/ca.pem",
  PWD: "/work",
  VIBEDECK_RUN: "marker",
};
const TOOL = { ANTHROPIC_API_KEY: "key", ANTHROPIC_BASE_URL: "url", CLAUDECODE: "1" };

function environment(rules: EnvironmentRules, command: Record<string, string> = {}): Record<string, string> {
  return agentEnvironment({ inherited: INHERITED, rules, command, cwd: "/work", marker: "marker" });
}

describe("the environment of an agent", () => {
  it.each<[string, EnvironmentRules, Record<string, string>, Record<string, string>]>([
    ["is the server's without what is the server's alone", {}, {}, { ...BASE, ...TOOL }],
    ["leaves out what the backend names", { without: ["ANTHROPIC_*", "CLAUDECODE"] }, {}, BASE],
    [
      "takes a name as it is, not as a beginning",
      { without: ["ANTHROPIC", "CLAUDE", "PAT"] },
      {},
      { ...BASE, ...TOOL },
    ],
    [
      "holds only what is allowed, and even then nothing of the server's",
      { only: ["PATH", "NODE_*", "VIBEDECK_*", "ABSENT"] },
      {},
      { PATH: "/bin", NODE_EXTRA_CA_CERTS: "/ca.pem", PWD: "/work", VIBEDECK_RUN: "marker" },
    ],
    [
      "takes what the command needs over what is inherited",
      { only: ["LANG"], without: ["CLAUDECODE"] },
      { LANG: "de", CLAUDECODE: "2" },
      { LANG: "de", CLAUDECODE: "2", PWD: "/work", VIBEDECK_RUN: "marker" },
    ],
    [
      "takes the operator's extra variables over everything but the marker",
      { only: [], extra: { LANG: "fr", VIBEDECK_RUN: "forged" } },
      { LANG: "de" },
      { LANG: "fr", PWD: "/work", VIBEDECK_RUN: "marker" },
    ],
  ])("%s", (_, rules, command, expected) => {
    expect(environment(rules, command)).toEqual(expected);
  });

  it("keeps a variable called __proto__ a variable", () => {
    const command = JSON.parse('{"__proto__":"x"}') as Record<string, string>;

    expect(Object.entries(environment({ only: [] }, command))).toContainEqual(["__proto__", "x"]);
  });
});
