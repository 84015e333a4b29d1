import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { findProgram } from "@vibedeck/core/process";
import { describe, expect, it } from "vitest";
import { AgentFixture } from "./agent-fixture.ts";

describe("looking for a program", () => {
  const agents = new AgentFixture();

  function program(folder: string, mode = 0o755): string {
    mkdirSync(join(agents.folder, folder), { recursive: true });
    const path = join(agents.folder, folder, "tool");
    writeFileSync(path, "#!/bin/sh\n");
    chmodSync(path, mode);
    return path;
  }

  it("takes the first executable of PATH", async () => {
    const first = program("a");
    program("b");

    expect(await findProgram("tool", `/nowhere:${agents.folder}/a:${agents.folder}/b`)).toBe(first);
  });

  it("passes by folders, files that may not be run, and links that lead nowhere", async () => {
    mkdirSync(join(agents.folder, "a", "tool"), { recursive: true });
    program("b", 0o644);
    mkdirSync(join(agents.folder, "c"));
    symlinkSync("/nowhere/tool", join(agents.folder, "c", "tool"));
    const last = program("d");

    const path = ["a", "b", "c", "d"].map((name) => join(agents.folder, name)).join(":");

    expect(await findProgram("tool", path)).toBe(last);
  });

  it("never looks in relative folders, where anybody may have put one", async () => {
    const here = relative(process.cwd(), dirname(program("a")));

    expect(await findProgram("tool", `:.:${here}`)).toBeUndefined();
  });

  it("looks among the candidates last", async () => {
    const candidate = program("elsewhere");

    expect(await findProgram("tool", "/nowhere", ["/gone/tool", candidate])).toBe(candidate);
    expect(await findProgram("tool", undefined, [candidate])).toBe(candidate);
    expect(await findProgram("tool", undefined)).toBeUndefined();
  });

  it("takes an absolute name as it is, and no other name with a slash", async () => {
    const path = program("a");

    expect(await findProgram(path, undefined)).toBe(path);
    expect(await findProgram("a/tool", agents.folder)).toBeUndefined();
    expect(await findProgram("../a/tool", `${agents.folder}/a`)).toBeUndefined();
  });
});
