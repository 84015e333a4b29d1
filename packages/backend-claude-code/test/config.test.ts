import { describe, expect, it } from "vitest";
import { createConfigSchema, type Surroundings } from "../src/config.ts";

function parse(table: unknown, around: Partial<Surroundings> = {}) {
  const surroundings = { env: {}, home: "/home/ada", exists: () => false, ...around };
  const result = createConfigSchema(() => surroundings)["~standard"].validate(table);
  if (result instanceof Promise) throw new TypeError("the schema is synchronous");
  return result;
}

function dirs(table: unknown, around: Partial<Surroundings> = {}): readonly string[] | undefined {
  const result = parse(table, around);
  return result.issues === undefined ? result.value.dirs : undefined;
}

describe("the configuration directories", () => {
  it("are ~/.claude unless something else is said", () => {
    expect(dirs({})).toEqual(["/home/ada/.claude"]);
  });

  it("include ~/.config/claude when it is used", () => {
    const exists = (path: string) => path === "/home/ada/.config/claude/projects";

    expect(dirs({}, { exists })).toEqual(["/home/ada/.claude", "/home/ada/.config/claude"]);
  });

  it("come from $CLAUDE_CONFIG_DIR, which may be a list", () => {
    const env = { CLAUDE_CONFIG_DIR: "/srv/one/, ~/two,,/srv/one" };

    expect(dirs({}, { env })).toEqual(["/srv/one", "/home/ada/two"]);
    expect(dirs({}, { env: { CLAUDE_CONFIG_DIR: " " } })).toEqual(["/home/ada/.claude"]);
  });

  it("come from the table before the environment", () => {
    expect(dirs({ dirs: ["~", "/srv/x"] }, { env: { CLAUDE_CONFIG_DIR: "/other" } })).toEqual([
      "/home/ada",
      "/srv/x",
    ]);
  });

  it.each([
    [{ dirs: [] }],
    [{ dirs: "x" }],
    [{ dirs: ["relative/path"] }],
    [{ dirs: ["~bob/x"] }],
    [{ dir: ["/x"] }],
  ])("cannot be %j", (table) => {
    expect(parse(table).issues?.length).toBeGreaterThan(0);
  });

  it("say which one is relative", () => {
    const issue = parse({ dirs: ["/ok", "relative"] }).issues?.[0];

    expect(issue?.message).toContain('"relative"');
    expect(issue?.path).toMatchObject([{ key: "dirs" }, { key: 1 }]);
  });
});

describe("the owner", () => {
  it("is whoever uses a server without sign-in, unless somebody is named", () => {
    expect(parse({})).toMatchObject({ value: { owner: "local" } });
  });

  it("is named as the provider names the person, and becomes the same user as at sign-in", () => {
    expect(parse({ owner: "alice" })).toMatchObject({ value: { owner: "alice" } });
    expect(parse({ owner: "Alice@corp.com" })).toMatchObject({
      value: { owner: "z--z41lice-z40corp-z2ecom" },
    });
  });

  it.each([
    ["local", "reserved"],
    ["", "empty"],
    ["..", "dot"],
    ["a/b", "a slash"],
    ["a".repeat(56), "too long"],
  ])("cannot be %j, and it says why (1, 3, 5, 6, 12)", (owner, reason) => {
    const issue = parse({ owner }).issues?.[0];

    expect(issue?.message).toContain(reason);
    expect(issue?.path).toMatchObject([{ key: "owner" }]);
  });

  it("cannot be anything but text: a number in TOML is a mistake (15, 16)", () => {
    for (const owner of [12345, true, ["alice"]]) expect(parse({ owner }).issues?.length).toBeGreaterThan(0);
  });
});

describe("prices of one's own", () => {
  it("are passed on, and none is the default", () => {
    const mine = { input: 1, output: 2, cache_write_5m: 1, cache_write_1h: 2, cache_read: 0.1 };

    expect(parse({ prices: { "glm-4.7": mine } })).toMatchObject({ value: { prices: { "glm-4.7": mine } } });
    expect(parse({})).toMatchObject({ value: { prices: {} } });
    expect(parse({ prices: { "glm-4.7": { input: -1 } } }).issues?.length).toBeGreaterThan(0);
  });
});

describe("how Claude Code is run", () => {
  it("is decided by defaults that never bypass permissions", () => {
    expect(parse({})).toMatchObject({
      value: { permissionModes: ["default", "acceptEdits", "plan", "auto"], models: [], env: {} },
    });
    expect(parse({})).not.toHaveProperty("value.command");
  });

  it("can be told", () => {
    const table = {
      command: "~/bin/claude",
      permission_modes: ["plan", "bypassPermissions"],
      models: ["glm-4.7"],
      env: { CLAUDE_CODE_USE_BEDROCK: "1" },
    };

    expect(parse(table)).toMatchObject({
      value: {
        command: "/home/ada/bin/claude",
        permissionModes: ["plan", "bypassPermissions"],
        models: ["glm-4.7"],
        env: { CLAUDE_CODE_USE_BEDROCK: "1" },
      },
    });
  });

  it.each([
    [{ command: "claude" }],
    [{ command: "bin/claude" }],
    [{ command: "" }],
    [{ permission_modes: ["yolo"] }],
    [{ permission_modes: [] }],
    [{ permission_modes: "plan" }],
    [{ models: ["--x"] }],
    [{ models: ["<synthetic>"] }],
    [{ env: { "A=B": "x" } }],
    [{ env: { A: 1 } }],
  ])("cannot be told %j (174)", (table) => {
    expect(parse(table).issues?.length).toBeGreaterThan(0);
  });
});
