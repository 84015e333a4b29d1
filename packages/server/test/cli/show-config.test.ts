import fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { inlineToml } from "../../src/cli/inline-toml.ts";
import { tempSurroundings } from "../config/surroundings.ts";
import { fakeTerminal, runIn } from "./fake-terminal.ts";

const TEXT = `
[serve]
backend = ["mine", "claude-code"]
open = false
[pricing.my-model]
input = 3
[mine]
use = "./mine.js"
dirs = ["a", "b"]
proxy = "http://me:hunter2@proxy"
"odd key" = { api_token = "hunter2", on = true }
`;

describe("vibedeck config", () => {
  it("shows every value in effect and where it is from", async () => {
    const here = tempSurroundings({ "vibedeck.toml": TEXT }, { VIBEDECK_LOG_LEVEL: "warn" });

    const { code, out } = await runIn(fakeTerminal(here), "config", "--port", "4000");

    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      `# Read from ${here.cwd}/vibedeck.toml`,
      "",
      "[serve]",
      'host = "127.0.0.1"  # default',
      "port = 4000  # --port",
      'backend = ["mine", "claude-code"]  # vibedeck.toml:3:1',
      `state_dir = "${here.home}/.local/state/vibedeck"  # default`,
      "open = false  # vibedeck.toml:4:1",
      "# public_url is not set",
      "allowed_hosts = []  # default",
      "trusted_proxies = []  # default",
      "insecure_no_auth = false  # default",
      "read_only = false  # default",
      "max_agents = 20  # default",
      "agent_idle = 600  # default",
      "max_queue = 20  # default",
      "sends_per_minute = 120  # default",
      "turn_grace = 10  # default",
      "metrics = false  # default",
      "# metrics_token_file is not set",
      "",
      "[log]",
      'level = "warn"  # VIBEDECK_LOG_LEVEL',
      'format = "auto"  # default',
      "",
      "[pricing]",
      "my-model = { input = 3 }  # vibedeck.toml:5:10",
      "",
      "[mine]",
      'use = "./mine.js"  # vibedeck.toml:8:1',
      'on_failure = "continue"  # default',
      'dirs = ["a", "b"]  # vibedeck.toml:9:1',
      'proxy = "(secret)"  # vibedeck.toml:10:1',
      '"odd key" = { api_token = "(secret)", on = true }  # vibedeck.toml:11:1',
      "",
      "[claude-code]",
      'on_failure = "continue"  # default',
      "",
    ]);
    expect(out).not.toContain("hunter2");
  });

  it("prints what can be read as TOML again", async () => {
    const { out } = await runIn(fakeTerminal(tempSurroundings({ "vibedeck.toml": TEXT })), "config");

    expect(parse(out)).toMatchObject({ serve: { port: 3210 }, mine: { "odd key": { on: true } } });
  });

  it("shows how people sign in, and no secret of it (248)", async () => {
    const auth = `[auth]
session_secret = "q2V0c8Yt5mBz1LrXw9Kd4HnJf7GpSa3EuTiOvCxM6bQ="
allowed_users = ["ann"]
client_id = "deck"
client_secret = "hunter2"
token_url = "https://sign-in.example/token"
`;
    const text = `[serve]\npublic_url = "https://deck.example"\n${auth}`;
    const here = tempSurroundings({ "vibedeck.toml": text });

    const { out } = await runIn(fakeTerminal(here), "config");

    expect(out.split("[auth]\n")[1]?.split("\n\n")[0]?.split("\n")).toEqual([
      'use = "oidc"  # default',
      'session_secret = "(secret)"  # vibedeck.toml:4:1',
      "# session_secret_file is not set",
      "session_idle = 604800  # default",
      "session_max = 2592000  # default",
      'allowed_users = ["ann"]  # vibedeck.toml:5:1',
      "allowed_domains = []  # default",
      "allowed_groups = []  # default",
      "allow_all = false  # default",
      "admin_users = []  # default",
      'client_id = "deck"  # vibedeck.toml:6:1',
      'client_secret = "(secret)"  # vibedeck.toml:7:1',
      'token_url = "https://sign-in.example/token"  # vibedeck.toml:8:1',
    ]);
    expect(out).not.toMatch(/hunter2|q2V0c8Yt/);
  });

  it("says where it looked when there is nothing", async () => {
    const { out } = await runIn(fakeTerminal(tempSurroundings()), "config");

    expect(out).toMatch(
      /^# There is no configuration file\. Looked for vibedeck\.toml and ~?.*\.config\/vibedeck\/config\.toml\.\n/,
    );
  });
});

describe("inlineToml", () => {
  it("writes what the parser reads back as the same", () => {
    const text = fc.string({ unit: "binary" }).filter((value) => !/\p{Cs}/u.test(value));
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        text,
        fc.integer(),
        fc.boolean(),
        fc.array(tie("any"), { maxLength: 3 }),
        tie("table"),
      ),
      table: fc.dictionary(text, tie("any"), { maxKeys: 3, noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(value.any, (given) => {
        expect(JSON.stringify(parse(`k = ${inlineToml(given as never)}`)["k"])).toBe(JSON.stringify(given));
      }),
    );
  });
});
