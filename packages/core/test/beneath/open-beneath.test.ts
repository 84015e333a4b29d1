import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { isVibeDeckError } from "@vibedeck/core";
import { openBeneath } from "@vibedeck/core/host";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HostileHome } from "./hostile-home.ts";
import { outcome } from "./refused.ts";

const linux = process.platform === "linux";
const asRoot = process.getuid?.() === 0;

describe.skipIf(!linux)("openBeneath", () => {
  let home: HostileHome;
  const open = (relativePath: string, maxSize?: number) =>
    outcome({ path: home.path, trusted: false }, relativePath, maxSize === undefined ? {} : { maxSize });

  beforeEach(() => {
    home = new HostileHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it("opens a regular file and tells what it is", () => {
    using file = openBeneath({ path: home.path, trusted: false }, "dir/deep/good.jsonl");
    const bytes = Buffer.alloc(20);

    expect(file.read(bytes, 0)).toBe(11);
    expect(file.read(bytes, 11)).toBe(0);
    expect(file.size).toBe(11);
    expect(file.stat).toMatchObject({ size: 11, nlink: 1 });
  });

  it("throws errors with a code, a reason and the name", () => {
    let thrown: unknown;
    try {
      openBeneath({ path: home.path, trusted: false }, "dir");
    } catch (error) {
      thrown = error;
    }

    expect(isVibeDeckError(thrown)).toBe(true);
    expect(thrown).toMatchObject({
      code: "FILE_REFUSED",
      reason: "not-a-file",
      message: '"dir" is no regular file',
    });
  });

  it("refuses a link to a file anywhere (99, 100)", () => {
    home.link("absolute.jsonl", home.secret);
    home.link("relative.jsonl", "../bob/secret.jsonl");

    expect(open("absolute.jsonl")).toBe("symlink");
    expect(open("relative.jsonl")).toBe("symlink");
  });

  it("refuses a linked directory on the way (101)", () => {
    home.link("linked", home.outside);
    home.link("dir/linked", "../../bob");

    expect(open("linked/secret.jsonl")).toBe("not-a-directory");
    expect(open("dir/linked/secret.jsonl")).toBe("not-a-directory");
  });

  it("refuses links within the home too (102)", () => {
    home.link("alias", "dir");
    home.link("alias.jsonl", "good.jsonl");

    expect(open("alias/deep/good.jsonl")).toBe("not-a-directory");
    expect(open("alias.jsonl")).toBe("symlink");
  });

  it("refuses trailing slashes, dots, empty components, NUL and backslashes (105, 106)", () => {
    const names = [
      "",
      "/",
      "good.jsonl/",
      "dir/",
      "a/../b",
      "dir/../good.jsonl",
      "./good.jsonl",
      "dir//deep/good.jsonl",
    ];
    const more = [
      ".",
      "..",
      "../bob/secret.jsonl",
      "good.jsonl\0",
      "dir\\deep\\good.jsonl",
      "..\\b",
      "/etc/passwd",
    ];

    for (const name of [...names, ...more]) expect([name, open(name)]).toEqual([name, "name"]);
  });

  it("refuses a FIFO at once (107)", () => {
    home.fifo("fifo.jsonl");
    home.fifo("dir/fifo");

    expect(open("fifo.jsonl")).toBe("not-a-file");
    expect(open("dir/fifo/x.jsonl")).toBe("not-a-directory");
  });

  it("refuses character and block devices (108)", ({ skip }) => {
    const made = home.device("char.jsonl", "c", "1", "5") && home.device("block.jsonl", "b", "7", "0");
    if (!made) skip("needs mknod");

    expect(open("char.jsonl")).toBe("not-a-file");
    expect(open("block.jsonl")).toBe("not-a-file");
  });

  it("refuses a socket (109)", async () => {
    await home.socket("socket.jsonl");

    expect(open("socket.jsonl")).toBe("not-a-file");
  });

  it("refuses a directory with a file's name (110)", () => {
    mkdirSync(home.at("folder.jsonl"));

    expect(open("folder.jsonl")).toBe("not-a-file");
  });

  it("refuses loops of links (111)", () => {
    home.link("loop.jsonl", "loop.jsonl");
    home.link("loop", ".");

    expect(open("loop.jsonl")).toBe("symlink");
    expect(open("loop/loop/good.jsonl")).toBe("not-a-directory");
  });

  it("reads a hard link and says that there are more names (112)", () => {
    home.hardLink("hard.jsonl", home.secret);
    using file = openBeneath({ path: home.path, trusted: false }, "hard.jsonl");

    expect(file.stat.nlink).toBe(2);
  });

  it("refuses what is larger than allowed, without reading it (113)", () => {
    home.sparse("large.jsonl", 2 ** 40);

    expect(open("large.jsonl", 2 ** 28)).toBe("too-large");
    expect(open("good.jsonl", 11)).toBe('read: {"good":1}\n');
  });

  it("refuses more than eight components", () => {
    expect(open("a/b/c/d/e/f/g/h")).toBe("missing");
    expect(open("a/b/c/d/e/f/g/h/i")).toBe("name");
  });

  it("opens names with line feeds, quotes and direction marks as what they are (119)", () => {
    for (const name of ["a\nb.jsonl", '"><img>.jsonl', "\u202egpj.jsonl", "\u001b]0;x\u0007"]) {
      home.write(name);

      expect(open(name)).toBe("read: {}\n");
    }
  });

  it("refuses names and paths that are too long (121)", () => {
    home.write("x".repeat(255));

    expect(open("x".repeat(255))).toBe("read: {}\n");
    expect(open("x".repeat(256))).toBe("name");
    expect(open("é".repeat(128))).toBe("name");
    expect(open(Array(8).fill("y".repeat(255)).join("/"))).toBe("missing");
  });

  it("says that a file may not be read (122)", ({ skip }) => {
    home.write("closed.jsonl");
    chmodSync(home.at("closed.jsonl"), 0);
    chmodSync(home.base, 0o755);
    if (asRoot && !isMainThread) skip("a thread cannot become another user");

    const reason = asRoot ? asNobody(() => open("closed.jsonl")) : open("closed.jsonl");

    expect(reason).toBe("permission");
  });

  it("refuses another file system inside of the home (124)", ({ skip }) => {
    const mounted = mountInside(home.at("dir"));
    if (mounted === undefined) skip("needs mount");

    try {
      expect(open("dir/x.jsonl")).toBe("other-device");
    } finally {
      mounted?.();
    }
  });

  it("survives any modification time (125)", () => {
    utimesSync(home.at("good.jsonl"), 2 ** 40, 2 ** 40);
    using file = openBeneath({ path: home.path, trusted: false }, "good.jsonl");

    expect(Number.isFinite(file.stat.mtimeMs)).toBe(true);
  });

  it("goes on reading the file that it opened when another takes its name (126)", () => {
    using file = openBeneath({ path: home.path, trusted: false }, "good.jsonl");
    writeFileSync(home.at("new"), "other");
    renameSync(home.at("new"), home.at("good.jsonl"));
    const bytes = Buffer.alloc(20);

    expect(bytes.toString("utf8", 0, file.read(bytes, 0))).toBe('{"good":1}\n');
  });

  it("tells a missing file from a refused one", () => {
    expect(open("nothing.jsonl")).toBe("missing");
    expect(open("nothing/good.jsonl")).toBe("missing");
    expect(open("good.jsonl/x")).toBe("not-a-directory");
    expect(outcome({ path: join(home.path, "gone"), trusted: false }, "x")).toBe("missing");
  });

  it("follows a link to a trusted root, and none below it", () => {
    const root = join(home.base, "dotfiles");
    symlinkSync(home.path, root);
    home.link("link.jsonl", "good.jsonl");

    expect(outcome({ path: root, trusted: true }, "good.jsonl")).toBe('read: {"good":1}\n');
    expect(outcome({ path: root, trusted: true }, "link.jsonl")).toBe("symlink");
    expect(outcome({ path: root, trusted: false }, "good.jsonl")).toBe("not-a-directory");
  });

  it("cannot be made to read another file after it was closed", () => {
    const file = openBeneath({ path: home.path, trusted: false }, "good.jsonl");
    file.close();
    file.close();
    using other = openBeneath({ path: home.path, trusted: false }, "dir/deep/good.jsonl");

    expect(() => file.read(Buffer.alloc(10), 0)).toThrow("closed");
    expect(other.read(Buffer.alloc(20), 0)).toBe(11);
  });

  it("sees what was appended after it was opened", () => {
    using file = openBeneath({ path: home.path, trusted: false }, "good.jsonl");
    appendFileSync(home.at("good.jsonl"), "more");

    expect(file.read(Buffer.alloc(20), 0)).toBe(15);
  });

  it("leaves no descriptor open after 10,000 opens and refusals", () => {
    home.link("link.jsonl", "good.jsonl");
    const names = [
      "good.jsonl",
      "dir/deep/good.jsonl",
      "link.jsonl",
      "dir",
      "nothing",
      "dir/deep/nothing",
      "dir/link/x",
    ];
    const before = readdirSync("/proc/self/fd").length;

    for (let count = 0; count < 10_000; count++) open(names[count % names.length] ?? "");

    expect(readdirSync("/proc/self/fd").length).toBeLessThanOrEqual(before);
  });
});

/** Runs something without root's right to read everything. */
function asNobody<Result>(run: () => Result): Result {
  process.seteuid?.(65534);
  try {
    return run();
  } finally {
    process.seteuid?.(0);
  }
}

function mountInside(path: string): (() => void) | undefined {
  try {
    execFileSync("mount", ["-t", "tmpfs", "none", path], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  writeFileSync(join(path, "x.jsonl"), "{}\n");
  return () => execFileSync("umount", ["-l", path]);
}
