import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { isVibeDeckError } from "@vibedeck/core";
import { uiRoot } from "@vibedeck/ui";
import { describe, expect, it } from "vitest";
import { type Config, loadConfig } from "../../src/config/load-config.ts";
import { tempSurroundings } from "./surroundings.ts";

const GOOD = "q2V0c8Yt5mBz1LrXw9Kd4HnJf7GpSa3EuTiOvCxM6bQ=";
const OTHER = "Zk8rP1vXy4TnLq0WsDf7HbJg2MoCa9EiUwRtNz5Kx3Q=";
const SERVE = '[serve]\npublic_url = "https://deck.example"\n';

interface Extra {
  readonly serve?: string;
  readonly files?: { readonly [name: string]: string };
  /** Called with the working directory before loading. */
  readonly before?: (folder: string) => void;
}

/** Loads `[auth]` with these lines, the first of which stands on line 4. */
function load(lines: string, { serve = SERVE, files = {}, before }: Extra = {}): Config {
  const here = tempSurroundings({ "vibedeck.toml": `${serve}[auth]\n${lines}`, ...files });
  for (const name of Object.keys(files)) chmodSync(join(here.cwd, name), 0o600);
  chmodSync(join(here.cwd, "vibedeck.toml"), 0o600);
  before?.(here.cwd);
  return loadConfig(new Map(), here);
}

function problems(lines: string, extra: Extra = {}): string[] {
  try {
    load(lines, extra);
  } catch (error) {
    if (isVibeDeckError(error)) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("[auth]", () => {
  it("is read into rules, secrets, times and the plugin's own keys", () => {
    const config = load(
      `use = "./mine.js"\nsession_secret = ["${GOOD}", "${OTHER}"]\nsession_idle = 60\nsession_max = 120\nallowed_users = ["1", "ann"]\nallowed_domains = ["corp.example"]\nallowed_groups = ["Team A"]\nadmin_users = ["ann"]\nclient_id = "x"`,
    );

    expect(config.auth).toMatchObject({
      use: "./mine.js",
      idle: 60,
      max: 120,
      rules: {
        allowedUsers: ["1", "ann"],
        allowedDomains: ["corp.example"],
        allowedGroups: ["Team A"],
        allowAll: false,
        adminUsers: ["ann"],
      },
      options: { client_id: "x" },
    });
    expect(config.auth?.sessionSecrets?.map((secret) => secret.reveal())).toEqual([GOOD, OTHER]);
    expect(config.auth?.where("client_id")).toBe("vibedeck.toml:12:1");
  });

  it("signs in with oidc and a secret of its own when neither is said", () => {
    const { auth } = load("allow_all = true");

    expect(auth).toMatchObject({ use: "oidc", rules: { allowAll: true }, options: {} });
    expect(auth?.sessionSecrets).toBeUndefined();
    expect(loadConfig(new Map(), tempSurroundings()).auth).toBeUndefined();
  });

  it.each([
    ["allowed_users = 'a'", '"allowed_users" must be a list, not the text "a".'],
    ["allowed_users = [7]", '"allowed_users.0" must be a text, not the number 7.'],
    ["allow_all = 1", '"allow_all" must be true or false, not the number 1.'],
    ["allow_all = true\nsession_idle = 5", '"session_idle" must be at least 60.'],
    [
      "allow_all = true\nsession_idle = 90\nsession_max = 80",
      '"session_idle" must not be longer than "session_max".',
    ],
    ["allow_all = true\nsession_secret = 5", /^"session_secret" must be a text or a list of texts/],
  ])("says what is wrong with %j (245)", (lines, expected) => {
    const [first = "", ...more] = problems(lines);

    expect(first).toMatch(/^vibedeck\.toml:\d+:\d+: /);
    const text = first.replace(/^\S+ /, "");
    if (typeof expected === "string") expect(text).toBe(expected);
    else expect(text).toMatch(expected);
    expect(more).toEqual([]);
  });

  it.each([
    "",
    "allowed_users = []",
    "allow_all = false",
    "admin_users = ['ann']",
    "alowed_users = ['a']",
    "whitelist = ['a']",
  ])("does not take %j for a rule that lets somebody in (22)", (lines) => {
    expect(problems(lines)[0]).toMatch(/^vibedeck\.toml:\d+:\d+: Nobody may sign in\..*"allow_all = true"/);
  });

  it("refuses allow_all beside lists, at its place (22)", () => {
    expect(problems("allowed_users = ['a']\nallow_all = true")).toEqual([
      'vibedeck.toml:5:1: "allow_all = true" lets everybody in, so "allowed_users" would mean nothing: keep one of them.',
    ]);
  });

  it.each([
    ["a@corp.example", "must be what stands behind the @"],
    ["@corp.example", "must be what stands behind the @"],
    ["Corp.Example", "must be written in lower case"],
    ["*.corp.example", "must be a whole domain"],
    [".corp.example", 'must be a domain such as "corp.example"'],
    ["corp.example.", 'must be a domain such as "corp.example"'],
    ["corp example", 'must be a domain such as "corp.example"'],
  ])("refuses the domain %j (21)", (domain, reason) => {
    expect(problems(`allowed_domains = ["ok.example", "${domain}"]`)).toEqual([
      expect.stringContaining(`"allowed_domains.1" ${reason}`),
    ]);
  });

  it.each([" ann", "root", "a/b", ""])("refuses the user %j, who could never sign in", (name) => {
    expect(problems(`allow_all = true\nadmin_users = ["${name}"]`)).toHaveLength(1);
  });

  it.each([
    ["trusted_proxies = ['127.0.0.1']", '"trusted_proxies" belongs under [serve], not under [auth].'],
    ["public_url = 'https://x.example'", '"public_url" belongs under [serve], not under [auth].'],
  ])("says where %s belongs", (line, text) => {
    expect(problems(`allow_all = true\n${line}`)).toEqual([`vibedeck.toml:5:1: ${text}`]);
  });
});

describe("what [serve] must say for people to sign in", () => {
  it.each([
    ["[serve]\nport = 1\n", 'vibedeck.toml:3:2: [auth] needs "public_url" under [serve]'],
    [
      '[serve]\npublic_url = "http://deck.example"\n',
      'vibedeck.toml:2:1: "public_url" must begin with https://',
    ],
    [
      '[serve]\npublic_url = "http://127.0.0.1.evil.example"\n',
      'vibedeck.toml:2:1: "public_url" must begin with https://',
    ],
    [
      `${SERVE}insecure_no_auth = true\n`,
      'vibedeck.toml:3:1: "insecure_no_auth" and [auth] exclude each other',
    ],
  ])("refuses %j (247)", (serve, start) => {
    const found = problems("allow_all = true", { serve });

    expect(found).toEqual([expect.stringContaining(start)]);
  });

  it.each([
    "http://localhost:3210",
    "http://127.0.0.1:3210",
    "http://[::1]:3210/deck",
    "https://deck.example",
  ])("takes %s", (url) => {
    expect(problems("allow_all = true", { serve: `[serve]\npublic_url = "${url}"\n` })).toEqual([]);
  });

  it("wants the proxies named that may say who somebody is", () => {
    expect(problems('use = "proxy"\nallow_all = true')).toEqual([
      expect.stringMatching(/^vibedeck\.toml:4:1: use = "proxy" needs "trusted_proxies" under \[serve\]/),
    ]);
    const serve = `${SERVE}trusted_proxies = ["10.0.0.0/8", "::1", "fd00::/8"]\n`;
    expect(load('use = "proxy"\nallow_all = true', { serve }).serve.trustedProxies).toHaveLength(3);
  });

  it.each([
    "proxy.example",
    "10.0.0.0/33",
    "10.0.0.0/",
    "0.0.0.0/0",
    "::/0",
    "1.2.3",
    "fe80::1%eth0",
    "10.0.0.1/8/8",
    "*",
  ])("refuses the trusted proxy %j", (proxy) => {
    expect(problems("allow_all = true", { serve: `${SERVE}trusted_proxies = ["${proxy}"]\n` })).toEqual([
      expect.stringContaining('vibedeck.toml:3:1: "trusted_proxies.0" must'),
    ]);
  });
});

it("keeps the state directory, and the secret in it, out of the folder of the page (247)", () => {
  const serve = `${SERVE}state_dir = "${join(uiRoot(), "state")}"\n`;

  expect(problems("allow_all = true", { serve })).toEqual([
    expect.stringMatching(/^vibedeck\.toml:3:1: "state_dir" must be a folder of its own/),
  ]);
});

describe("session secrets", () => {
  const weak: readonly (readonly [string, string])[] = [
    ["", "is empty"],
    ["change-me", "is a placeholder"],
    ["change-me-change-me-change-me-change-me", "is a placeholder"],
    ["secret", "is a placeholder"],
    ["this-is-my-super-secret-session-key-123", "is a placeholder"],
    ["your-session-secret-goes-in-here-please", "is a placeholder"],
    [GOOD.slice(0, 31), "has 31 bytes, and needs at least 32"],
    ["x".repeat(40), "has fewer than 8 different characters"],
    ["0123456789abcdef0123456789abcdef", "follows a pattern"],
    ["abcdefghijklmnopqrstuvwxyz012345", "follows a pattern"],
    [GOOD.repeat(30), "has 1320 bytes, and may have at most 1024"],
  ];

  it.each(weak)("refuses the weak one %j, and says how to make one (44)", (secret, reason) => {
    const [first = "", ...more] = problems(`allow_all = true\nsession_secret = "${secret}"`);

    expect(first).toBe(
      `vibedeck.toml:5:1: "session_secret" ${reason}. Make one with: openssl rand -base64 32. Or leave it out: then one is made and kept in the state directory.`,
    );
    expect(more).toEqual([]);
  });

  it("refuses each weak one of a list, at its place, and an empty list (44)", () => {
    expect(problems(`allow_all = true\nsession_secret = ["${GOOD}", "short"]`)).toEqual([
      expect.stringMatching(/^vibedeck\.toml:5:1: "session_secret\.1" has 5 bytes/),
    ]);
    expect(problems("allow_all = true\nsession_secret = []")).toEqual([
      expect.stringContaining("there must be 1 to 16 secrets"),
    ]);
  });

  it("takes what generators make", () => {
    for (const secret of [GOOD, "3f9c2b7d1e8a4056c7d9e0f1a2b38495aa17", "86250193742098561730492857163094"])
      expect([secret, problems(`allow_all = true\nsession_secret = "${secret}"`)]).toEqual([secret, []]);
  });

  it("are read from a file, one a line", () => {
    const config = load('allow_all = true\nsession_secret_file = "s"', {
      files: { s: `${GOOD}\n${OTHER}\n` },
    });

    expect(config.auth?.sessionSecrets?.map((secret) => secret.reveal())).toEqual([GOOD, OTHER]);
  });

  it("never show themselves (248)", () => {
    const { auth } = load(`allow_all = true\nsession_secret = "${GOOD}"`);

    expect(inspect(auth?.sessionSecrets)).not.toContain(GOOD);
    expect(JSON.stringify(auth?.sessionSecrets)).not.toContain(GOOD);
  });

  it("are not both written and in a file", () => {
    expect(problems(`allow_all = true\nsession_secret = "${GOOD}"\nsession_secret_file = "s"`)).toEqual([
      'vibedeck.toml:6:1: "session_secret" and "session_secret_file" are both there: keep one of them.',
    ]);
  });

  const files: readonly (readonly [string, (path: string) => void, string])[] = [
    ["is not there", () => {}, "s does not exist"],
    ["is a folder", (path) => mkdirSync(path), "s is a folder"],
    [
      "is a link",
      (path) => {
        writeFileSync(`${path}2`, GOOD, { mode: 0o600 });
        symlinkSync(`${path}2`, path);
      },
      "s is a link",
    ],
    [
      "others may read",
      (path) => writeFileSync(path, GOOD, { mode: 0o644 }),
      "(mode 644): run chmod 600 on it",
    ],
    ["its group may read", (path) => writeFileSync(path, GOOD, { mode: 0o640 }), "(mode 640)"],
    [
      "is too big",
      (path) => writeFileSync(path, "x".repeat(65_537), { mode: 0o600 }),
      "s is larger than 64 kB",
    ],
    [
      "is no text",
      (path) => writeFileSync(path, Buffer.from([0xff]), { mode: 0o600 }),
      "s is not UTF-8 text",
    ],
    ["is empty", (path) => writeFileSync(path, "", { mode: 0o600 }), "line 1 of s is empty"],
    [
      "holds a weak one",
      (path) => writeFileSync(path, `${GOOD}\nshort`, { mode: 0o600 }),
      "line 2 of s has 5 bytes",
    ],
  ];

  it.each(files)("are refused in a file that %s (45)", (_what, make, reason) => {
    const found = problems('allow_all = true\nsession_secret_file = "s"', {
      before: (folder) => make(join(folder, "s")),
    });

    expect(found).toEqual([expect.stringContaining(reason)]);
    expect(found[0]).toMatch(/^vibedeck\.toml:5:1: "session_secret_file": /);
  });
});

describe("a configuration that everybody can read", () => {
  const before = (folder: string): void => chmodSync(join(folder, "vibedeck.toml"), 0o644);

  it("is warned about when a secret stands in it", () => {
    const { warnings } = load('allow_all = true\nclient_secret = "hunter2"', { before });

    expect(warnings).toEqual([
      expect.stringMatching(
        /^Everybody on this machine can read vibedeck\.toml, and "client_secret" .*"client_secret_file"/,
      ),
    ]);
    expect(warnings.join()).not.toContain("hunter2");
  });

  it("is fine without one, and with one when nobody else can read it", () => {
    expect(load('allow_all = true\nclient_secret_file = "x"', { before }).warnings).toEqual([]);
    expect(load('allow_all = true\nclient_secret = "hunter2"').warnings).toEqual([]);
  });
});
