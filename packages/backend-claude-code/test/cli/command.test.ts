import type { Action } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { command } from "../../src/cli/command.ts";
import { DEFAULT_MODES } from "../../src/cli/permission-modes.ts";

const ID = "0a1b2c3d-1111-4222-8333-444455556666";
const NEW = "0a1b2c3d-1111-4222-8333-444455557777";
const CWD = "/home/ada/my project";
const TWO_WAY = [
  "claude",
  "-p",
  "--input-format=stream-json",
  "--output-format=stream-json",
  "--verbose",
  "--include-partial-messages",
  "--permission-prompt-tool=stdio",
];

const build = (action: Action, modes: readonly string[] = DEFAULT_MODES) => command(action, modes);

describe("the command", () => {
  it.each<[Action, readonly string[]]>([
    [{ type: "start", sessionId: ID, cwd: CWD }, [...TWO_WAY, `--session-id=${ID}`]],
    [{ type: "resume", sessionId: ID, cwd: CWD }, [...TWO_WAY, `--resume=${ID}`]],
    [
      { type: "fork", sessionId: ID, newSessionId: NEW, cwd: CWD },
      [...TWO_WAY, `--resume=${ID}`, "--fork-session", `--session-id=${NEW}`],
    ],
    [{ type: "inspect", cwd: CWD }, [...TWO_WAY, "--no-session-persistence"]],
    [
      {
        type: "resume",
        sessionId: ID,
        cwd: CWD,
        model: "claude-opus-4-8[1m]",
        permissionMode: "plan",
        addDirs: ["/srv/--one", "/srv/two words; $(x)"],
      },
      [
        ...TWO_WAY,
        `--resume=${ID}`,
        "--model=claude-opus-4-8[1m]",
        "--permission-mode=plan",
        "--add-dir=/srv/--one",
        "--add-dir=/srv/two words; $(x)",
      ],
    ],
  ])("of %j has one token for each option (177)", (action, argv) => {
    expect(build(action)).toEqual({
      argv,
      cwd: CWD,
      env: { CLAUDE_CODE_ENTRYPOINT: "vibedeck", DISABLE_AUTOUPDATER: "1" },
    });
  });

  it("of a version needs no directory", () => {
    expect(build({ type: "version" })).toMatchObject({ argv: ["claude", "--version"], cwd: "/" });
  });

  it("asks for nothing that bypasses permissions unless the configuration does", () => {
    const action: Action = { type: "start", sessionId: ID, cwd: CWD, permissionMode: "bypassPermissions" };

    expect(() => build(action)).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
    expect(build(action, ["default", "bypassPermissions"]).argv).toEqual([
      ...TWO_WAY,
      `--session-id=${ID}`,
      "--permission-mode=bypassPermissions",
      "--allow-dangerously-skip-permissions",
    ]);
  });

  it.each([
    ["--dangerously-skip-permissions"],
    ["--mcp-config=/root/evil.json"],
    [""],
    [`${ID} `],
    [`${ID}\n`],
    [`-${ID.slice(1)}`],
    ["last"],
  ])("refuses the session id %j (173)", (sessionId) => {
    expect(() => build({ type: "resume", sessionId, cwd: CWD })).toThrow(refusal);
    expect(() => build({ type: "start", sessionId, cwd: CWD })).toThrow(refusal);
    expect(() => build({ type: "fork", sessionId: ID, newSessionId: sessionId, cwd: CWD })).toThrow(refusal);
  });

  it.each([
    ["<synthetic>"],
    ["--x"],
    ["-"],
    [""],
    ["a b"],
    ["opus\n"],
    ["opus[1m"],
    ["opus;ls"],
    ["x".repeat(300)],
    ["opus\0"],
  ])("refuses the model %j (174)", (model) => {
    expect(() => build({ type: "start", sessionId: ID, cwd: CWD, model })).toThrow(refusal);
  });

  it.each([
    ["default"],
    ["opus[1m]"],
    ["claude-haiku-4-5-20251001"],
    ["us.anthropic.claude-opus-5-v1:0"],
    ["claude-opus-5@20260101"],
    ["arn:aws:bedrock:us-east-1:1:inference-profile/x"],
  ])("takes the model %j", (model) => {
    expect(build({ type: "start", sessionId: ID, cwd: CWD, model }).argv).toContain(`--model=${model}`);
  });

  it.each([["yolo"], ["--x"], [""], ["dontAsk"]])(
    "refuses the permission mode %j (174)",
    (permissionMode) => {
      expect(() => build({ type: "start", sessionId: ID, cwd: CWD, permissionMode })).toThrow(refusal);
    },
  );

  it.each([
    ["relative"],
    [""],
    ["~"],
    ["/a\nb"],
    ["/a\0"],
    ["/\u007f"],
    [`/${"x".repeat(5_000)}`],
    ["/\ud800"],
  ])("refuses the directory %j (186)", (path) => {
    expect(() => build({ type: "inspect", cwd: path })).toThrow(refusal);
    expect(() => build({ type: "start", sessionId: ID, cwd: CWD, addDirs: [path] })).toThrow(refusal);
  });
});

const refusal = expect.objectContaining({ code: "BAD_REQUEST" });
