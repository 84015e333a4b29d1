import { describe, expect, it } from "vitest";
import { factsAfter, prompt, reply, text } from "./lines.ts";

describe("where a session works", () => {
  it("is the latest directory, while the project is where it began", () => {
    const facts = factsAfter([
      prompt("a", { cwd: "/home/ada/deck" }),
      prompt("b", { cwd: "/home/ada/deck/src" }),
    ]);

    expect(facts).toMatchObject({ cwd: "/home/ada/deck/src", projectPath: "/home/ada/deck", branch: "main" });
  });

  it.each([
    ["/home/ada/deck/.claude/worktrees/fix-1/src", "/home/ada/deck", "fix-1"],
    ["C:\\deck\\.claude\\worktrees\\fix-1", "C:\\deck", "fix-1"],
  ])("belongs to the project of its worktree: %s", (cwd, projectPath, worktree) => {
    expect(factsAfter([prompt("a", { cwd })])).toMatchObject({ projectPath, worktree, cwd });
  });

  it("follows a session into a worktree and out again", () => {
    const worktreeSession = {
      originalCwd: "/home/ada/deck",
      worktreePath: "/srv/trees/blue",
      worktreeName: "blue",
      worktreeBranch: "worktree-blue",
    };
    const into = [
      prompt("a", { cwd: "/home/ada/deck/pkg" }),
      { type: "worktree-state", worktreeSession },
      { type: "relocated", relocatedCwd: "/srv/trees/blue" },
    ];

    expect(factsAfter(into)).toMatchObject({
      projectPath: "/home/ada/deck",
      cwd: "/srv/trees/blue",
      worktree: "blue",
    });
    expect(factsAfter([...into, { type: "worktree-state", worktreeSession: null }])).not.toHaveProperty(
      "worktree",
    );
  });

  it("has no branch when the head is detached, and keeps it where a line does not say", () => {
    expect(factsAfter([prompt("a", { gitBranch: "HEAD" })])).not.toHaveProperty("branch");
    expect(factsAfter([prompt("a"), prompt("b", { gitBranch: "" })]).branch).toBe("main");
  });

  it("does not take a megabyte for a path, nor a number", () => {
    const lines = [prompt("a", { cwd: "/".padEnd(1_000_000, "x"), gitBranch: 7, version: ["1"] })];

    expect(factsAfter(lines)).not.toHaveProperty("cwd");
    expect(factsAfter(lines)).not.toHaveProperty("branch");
  });

  it("names the version that wrote last and the permission mode in force", () => {
    const facts = factsAfter([
      prompt("a", { permissionMode: "plan" }),
      { type: "permission-mode", permissionMode: "acceptEdits" },
      reply(text("ok"), { line: { version: "2.1.238" } }),
    ]);

    expect(facts).toMatchObject({ toolVersion: "2.1.238", permissionMode: "acceptEdits" });
  });
});
