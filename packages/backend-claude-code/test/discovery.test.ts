import { LOCAL_OWNER, type Root } from "@vibedeck/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDiscovery } from "../src/discovery.ts";

const UUID = "258c7280-ae70-4798-800f-63464d01a85d";
const PROJECT = "-home-ada-deck";
const discovery = createDiscovery(["/home/ada/.claude"]);
const root: Root = { path: "/home/ada/.claude/projects", owner: LOCAL_OWNER, trusted: true };

describe("the roots", () => {
  it("are the projects of every configuration directory, named once", async () => {
    const sets = [];
    for await (const roots of createDiscovery(["/a/.claude", "/b"]).roots(new AbortController().signal))
      sets.push(roots);

    expect(sets).toMatchObject([
      [
        { path: "/a/.claude/projects", owner: LOCAL_OWNER, trusted: true },
        { path: "/b/projects", owner: LOCAL_OWNER, trusted: true },
      ],
    ]);
  });

  it("belong to the user that the table names, and stay trusted", async () => {
    for await (const roots of createDiscovery(["/a"], "alice").roots(new AbortController().signal))
      expect(roots).toMatchObject([{ path: "/a/projects", owner: "alice", trusted: true }]);
  });
});

describe("identify", () => {
  it.each([
    [`${PROJECT}/${UUID}.jsonl`, { id: UUID, kind: "session", group: PROJECT }],
    [`${PROJECT}/agent-a02a5b8.jsonl`, { id: "a02a5b8", kind: "subagent", group: PROJECT }],
    [
      `${PROJECT}/${UUID}/subagents/agent-acompact-fffbd0.jsonl`,
      { id: "acompact-fffbd0", kind: "subagent", group: PROJECT, parentId: UUID },
    ],
    [
      `${PROJECT}/${UUID}/subagents/workflows/wf_01a/agent-a4cd03ded3b8c77f5.jsonl`,
      { id: "a4cd03ded3b8c77f5", kind: "subagent", group: PROJECT, parentId: UUID },
    ],
  ])("knows %s", (path, ref) => {
    expect(discovery.identify(root, path)).toEqual(ref);
  });

  it.each([
    `${UUID}.jsonl`,
    `${PROJECT}/${UUID}/subagents/workflows/wf_01a/journal.jsonl`,
    `${PROJECT}/${UUID}/subagents/agent-a02a5b8.meta.json`,
    `${PROJECT}/${UUID}/subagents/${UUID}.jsonl`,
    `${PROJECT}/${UUID}/tool-results/toolu_1.txt`,
    `${PROJECT}/${UUID}/workflows/wf_01a.json`,
    `${PROJECT}/${UUID}/agent-a02a5b8.jsonl`,
    `${PROJECT}/memory/MEMORY.md`,
    `${PROJECT}/memory/${UUID}.jsonl`,
    `${PROJECT}/sessions-index.json`,
    `${PROJECT}/${UUID}.jsonl.bak`,
    `${PROJECT}/${UUID}.jsonl/`,
    `${PROJECT}/${UUID}_summary.json`,
    `${PROJECT}/notes.jsonl`,
    `${PROJECT}/agent-.jsonl`,
    `${PROJECT}/agent---resume.jsonl`,
    `/${UUID}.jsonl`,
    "",
  ])("takes %j for no transcript", (path) => {
    expect(discovery.identify(root, path)).toBeUndefined();
  });

  it.each(["a\nb", '"><img>', "\u202egpj", "\u001b]0;x\u0007", "é", "x".repeat(250), "../../etc/passwd"])(
    "refuses the name %j as an id (119, 120, 121)",
    (name) => {
      expect(discovery.identify(root, `${PROJECT}/${name}.jsonl`)).toBeUndefined();
      expect(discovery.identify(root, `${PROJECT}/agent-${name}.jsonl`)).toBeUndefined();
    },
  );

  it("never throws and only yields ids that are safe in a file name", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        PROJECT,
        UUID,
        "subagents",
        "workflows",
        "wf_1",
        `${UUID}.jsonl`,
        "agent-a1.jsonl",
        "..",
        "",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const ref = discovery.identify(root, pieces.join("/"));
        discovery.enter?.(root, pieces.join("/"));
        if (ref !== undefined) expect(ref.id).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/);
      }),
    );
  });
});

describe("enter", () => {
  it.each([
    PROJECT,
    `${PROJECT}/${UUID}`,
    `${PROJECT}/${UUID}/subagents`,
    `${PROJECT}/${UUID}/subagents/workflows`,
    `${PROJECT}/${UUID}/subagents/workflows/wf_01a`,
  ])("goes into %s", (path) => {
    expect(discovery.enter?.(root, path)).toBe(true);
  });

  it.each([
    `${PROJECT}/memory`,
    `${PROJECT}/file-history`,
    `${PROJECT}/${UUID}/tool-results`,
    `${PROJECT}/${UUID}/workflows`,
    `${PROJECT}/${UUID}/subagents/other`,
    `${PROJECT}/${UUID}/subagents/workflows/journal`,
    `${PROJECT}/${UUID}/subagents/workflows/wf_01a/deeper`,
    "",
  ])("passes by %j", (path) => {
    expect(discovery.enter?.(root, path)).toBe(false);
  });
});
