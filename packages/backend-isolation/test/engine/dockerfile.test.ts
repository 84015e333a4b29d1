import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CLAUDE_LABEL, IMAGE_LABEL, IMAGE_VERSION, PROGRAMS } from "../../src/image.ts";

const SANDBOX = new URL("../../sandbox/", import.meta.url);
const text = readFileSync(new URL("Dockerfile", SANDBOX), "utf8");
const instructions = text
  .split("\n")
  .filter((line) => !/^\s*#/.test(line))
  .join("\n")
  .replaceAll(/\\\n\s*/g, " ")
  .split("\n")
  .filter((line) => line.trim() !== "");
const named = (name: string): readonly string[] =>
  instructions.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

describe("the image that users build", () => {
  it("has every program of a sandbox, owned by root and executable", () => {
    const programs = readdirSync(SANDBOX).filter((name) => name !== "Dockerfile" && !name.startsWith("."));
    const [copied] = named("COPY").filter((line) => line.endsWith(` ${PROGRAMS}/`));
    expect(copied?.split(" ").slice(0, -1).sort()).toEqual(programs.sort());
    expect(named("RUN")).toContainEqual(expect.stringContaining(`chown -R root:root ${PROGRAMS}`));
    expect(named("RUN")).toContainEqual(expect.stringContaining(`chmod 0755 ${PROGRAMS}`));
    for (const name of programs) expect(readFileSync(new URL(name, SANDBOX), "utf8")).not.toContain("\r");
  });

  it("says what it is by the labels that are looked for (194)", () => {
    expect(named("LABEL").join(" ")).toContain(`${IMAGE_LABEL}="${IMAGE_VERSION}"`);
    expect(named("LABEL").join(" ")).toContain(`${CLAUDE_LABEL}="\${CLAUDE_CODE_VERSION}"`);
    expect(named("ENTRYPOINT")).toEqual([`["${PROGRAMS}/entrypoint"]`]);
  });

  it("has one version of Claude Code, that of the tests, which never updates itself (185)", () => {
    const place = new URL("../../../server/test/e2e/claude/package.json", import.meta.url);
    const tested: unknown = JSON.parse(readFileSync(place, "utf8"));
    const versions = named("ARG").map((line) => line.replace("CLAUDE_CODE_VERSION=", ""));
    expect(tested).toMatchObject({ dependencies: { "@anthropic-ai/claude-code": versions[0] } });
    expect(new Set(versions).size).toBe(1);
    expect(named("ENV").join(" ")).toContain("DISABLE_AUTOUPDATER=1");
    expect(text).toMatch(/install -m 0755 -o root -g root \{\} \/usr\/local\/bin\/claude /);
  });

  it("runs nothing from the network that no package manager checked", () => {
    expect(named("ADD")).toEqual([]);
    expect(named("RUN").join("\n")).not.toMatch(/\b(curl|wget)\b(?! git)|https?:/);
    for (const line of named("RUN").filter((run) => run.includes("npm install")))
      expect(line).toContain("--ignore-scripts");
  });

  it("holds no secret, and no program that gives rights to who runs it (212)", () => {
    expect(text).not.toMatch(/sk-ant|API_KEY|TOKEN/);
    expect(named("RUN").join("\n")).toMatch(/find \/ -xdev -type f -perm \/6000 -exec chmod a-s/);
  });

  it("has programs that can be started", () => {
    for (const name of ["entrypoint", "run", "signal", "jobs", "folder", "list"]) {
      expect(readFileSync(new URL(name, SANDBOX), "utf8")).toMatch(/^#!\/bin\/sh\n/);
      expect(statSync(new URL(name, SANDBOX)).mode & 0o777).toBe(0o755);
    }
  });
});
