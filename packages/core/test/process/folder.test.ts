import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AgentFixture } from "./agent-fixture.ts";

const agents = new AgentFixture();
const at = (...parts: readonly string[]): string => join(agents.folder, ...parts);
const folder = (path: string, create = false): Promise<string> =>
  agents.place().folder(path, "local", create);
const list = (path: string): Promise<readonly { name: string; directory: boolean }[]> =>
  agents.place().list(path, "local");

describe("a folder to work in", () => {
  it("is named with its links resolved (186)", async () => {
    mkdirSync(at("real"));
    symlinkSync(at("real"), at("link"));

    expect(await folder(at("link"))).toBe(at("real"));
    expect(await folder(`${at("real")}//./`)).toBe(at("real"));
  });

  it("may begin with the home of the server's user", async () => {
    mkdirSync(at("x"));

    expect(await folder("~")).toBe(agents.folder);
    expect(await folder("~/")).toBe(agents.folder);
    expect(await folder("~/x")).toBe(at("x"));
  });

  it("is missing when it is not there, is a file, or leads nowhere (186)", async () => {
    writeFileSync(at("file"), "");
    symlinkSync(at("nowhere"), at("dangling"));
    symlinkSync(at("loop"), at("loop"));

    for (const name of ["nowhere", "file", "file/x", "dangling", "loop", "x".repeat(300)]) {
      await expect(folder(at(name))).rejects.toMatchObject({ code: "FOLDER_MISSING" });
    }
  });

  it("is made with its parents when it is to be (186)", async () => {
    writeFileSync(at("file"), "");

    expect(await folder("~/a/b/c", true)).toBe(at("a/b/c"));
    expect(await folder("~/a/b/c", true)).toBe(at("a/b/c"));
    await expect(folder(at("file"), true)).rejects.toMatchObject({ code: "FOLDER_MISSING" });
    await expect(folder(at("file/x"), true)).rejects.toMatchObject({ code: "FOLDER_MISSING" });
  });

  it.each([
    "",
    "root",
    ".",
    "./x",
    "~other",
    "~other/x",
    "file:///tmp",
    "/root/../etc",
    "/..",
    "~/../x",
    "~/..",
    "/tmp/a\nb",
    "/tmp/a\0b",
    "/tmp/\u001b[2J",
    "/tmp/\u007f",
    "/tmp/\u0085",
    "/tmp/\u2028",
    "/tmp/\ud800",
    `/${"x/".repeat(2_500)}`,
    `~/${"日".repeat(1_400)}`,
    "/proc/self/fd/7",
    "//proc/self/cwd",
    "/./proc",
    "/dev/fd/3",
    "/sys",
  ])("is refused when its path is %j (186)", async (path) => {
    await expect(folder(path, true)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it.skipIf(process.platform !== "linux")("is refused when a link leads among processes (186)", async () => {
    symlinkSync("/proc", at("link"));

    await expect(folder(at("link"))).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(folder(at("link", "self"))).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(folder(at("link", "new", "er"), true)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("names in a folder", () => {
  it("come directories first, hidden ones last, links as what they lead to", async () => {
    for (const name of ["b", "a", ".git", "B"]) mkdirSync(at(name));
    for (const name of ["z.txt", ".env", "y.txt"]) writeFileSync(at(name), "");
    symlinkSync(at("a"), at("to-a"));
    symlinkSync(at("nowhere"), at("to-nowhere"));

    expect(await list("~/")).toEqual(
      [
        ["B", true],
        ["a", true],
        ["b", true],
        ["to-a", true],
        [".git", true],
        ["to-nowhere", false],
        ["y.txt", false],
        ["z.txt", false],
        [".env", false],
      ].map(([name, directory]) => ({ name, directory })),
    );
  });

  it("are none where nothing can be read, or the path is refused", async () => {
    writeFileSync(at("file"), "");

    for (const path of [at("nowhere"), at("file"), "relative", "/a/../b", "/proc", "", "\0"]) {
      expect(await list(path)).toEqual([]);
    }
  });

  it("are 1,000 at most, directories among them however many files there are", async () => {
    for (let index = 0; index < 1_200; index += 1) writeFileSync(at(`file-${index}`), "");
    mkdirSync(at("zzz"));

    const names = await list(agents.folder);

    expect(names).toHaveLength(1_000);
    expect(names[0]).toEqual({ name: "zzz", directory: true });
  });

  it.skipIf(process.platform === "win32")("do not wait for what a pipe or a link to one brings", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    symlinkSync(at("pipe"), at("link"));

    expect((await list(agents.folder)).map(({ name }) => name)).toEqual(["link", "pipe"]);
  });

  it("are left out when nobody could ask for them again", async () => {
    writeFileSync(at("a\nb"), "");
    openSync(Buffer.concat([Buffer.from(`${agents.folder}/`), Buffer.from([0x66, 0xff])]), "w");
    writeFileSync(at("plain"), "");

    expect((await list(agents.folder)).map(({ name }) => name)).toEqual(["plain"]);
    expect(existsSync(at("a\nb"))).toBe(true);
  });
});
