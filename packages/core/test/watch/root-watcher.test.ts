import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inotifyWatches, WatchedHome } from "./watched-home.ts";

describe.skipIf(process.platform !== "linux")("a root watcher", () => {
  let home: WatchedHome;

  beforeEach(() => {
    home = new WatchedHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it("tells all files of interest before start resolves", async () => {
    home.write("a.jsonl", "12345");
    home.write("p/s/subagents/b.jsonl");
    home.write("p/notes.txt");
    await home.watcher().start();

    expect(home.files).toEqual(
      new Map([
        ["a.jsonl", 5],
        ["p/s/subagents/b.jsonl", 3],
      ]),
    );
  });

  it("tells an append, with the new size", async () => {
    home.write("p/a.jsonl");
    await home.watcher().start();
    home.forget();
    home.append("p/a.jsonl", "1234567");

    await home.until(() => home.files.get("p/a.jsonl") === 10);
    expect(new Set(home.told)).toEqual(new Set(["p/a.jsonl"]));
  });

  it("tells new files, in new directories that came with them, too", async () => {
    await home.watcher().start();
    home.write("p/a.jsonl");
    home.write("q/r/s/b.jsonl");

    await home.until(() => home.files.size === 2);
    home.forget();
    home.append("q/r/s/b.jsonl");
    await home.tells("q/r/s/b.jsonl");
  });

  it("loses no file of directories that are made in a burst", async () => {
    const wanted: string[] = [];
    await home.watcher().start();
    for (let count = 0; count < 300; count++) {
      const path = `p${count % 20}/s${count}/agents/${count}.jsonl`;
      wanted.push(path);
      home.write(path);
      if (count % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }

    await home.until(() => home.files.size === 300);
    expect(home.names()).toEqual(wanted.sort());
  });

  it("tells that files and directories are gone", async () => {
    home.write("p/a.jsonl");
    home.write("p/b.jsonl");
    home.write("q/r/c.jsonl");
    await home.watcher().start();
    home.remove("p/a.jsonl");
    home.remove("q");

    await home.until(() => home.files.size === 1);
    expect(home.names()).toEqual(["p/b.jsonl"]);
  });

  it("follows a moved file and a moved directory", async () => {
    home.write("p/a.jsonl");
    home.write("q/b.jsonl");
    const watcher = home.watcher();
    await watcher.start();
    home.move("p/a.jsonl", "p/c.jsonl");
    home.move("q", "r");
    await home.until(
      () => home.files.has("p/c.jsonl") && home.files.has("r/b.jsonl") && home.files.size === 2,
    );

    home.forget();
    home.append("r/b.jsonl");
    await home.tells("r/b.jsonl");
    expect(home.told).not.toContain("q/b.jsonl");
    expect(watcher.watched).toBe(3);
  });

  it("notices that another file took the name (126)", async () => {
    home.write("p/a.jsonl", "one");
    await home.watcher().start();
    home.write("p/new", "longer than before");
    home.move("p/new", "p/a.jsonl");

    await home.until(() => home.files.get("p/a.jsonl") === 18);
  });

  it("enters only what it is told to, and no deeper than the root says (116)", async () => {
    for (const path of ["yes/a.jsonl", "no/b.jsonl", "yes/1/2/c.jsonl", "yes/1/2/3/d.jsonl"])
      home.write(path);
    const watcher = home.watcher({
      root: { path: home.path, owner: "alice", trusted: false, maxDepth: 3 },
      enter: (path) => path !== "no",
    });
    await watcher.start();

    expect(home.names()).toEqual(["yes/1/2/c.jsonl", "yes/a.jsonl"]);
    expect(watcher.watched).toBe(4);
  });

  it("takes one watch for each directory and gives them all back", async () => {
    for (let count = 0; count < 200; count++) home.write(`p${count % 10}/${count}.jsonl`);
    const before = inotifyWatches();
    const watcher = home.watcher();
    await watcher.start();

    expect(inotifyWatches() - before).toBe(11);
    expect(watcher).toMatchObject({ directories: 11, watched: 11, files: 200 });
    watcher.close();
    expect(inotifyWatches()).toBe(before);
  });

  it("gives back the watches of removed directories", async () => {
    const before = inotifyWatches();
    const watcher = home.watcher();
    await watcher.start();
    for (let count = 0; count < 20; count++) {
      home.write(`p/q/${count}.jsonl`);
      await home.tells(`p/q/${count}.jsonl`);
      home.remove("p");
      await home.tells(`-p/q/${count}.jsonl`);
    }

    await vi.waitFor(() => expect(watcher.directories).toBe(1));
    expect(inotifyWatches() - before).toBe(1);
  });

  it("watches a directory that is made anew at once, though it may have the same number", async () => {
    home.write("p/a.jsonl");
    const watcher = home.watcher();
    await watcher.start();
    for (let count = 1; count <= 20; count++) {
      home.remove("p");
      home.write("p/a.jsonl", "x".repeat(count));
      await home.until(() => home.files.get("p/a.jsonl") === count);
      home.append("p/a.jsonl", "x".repeat(100));
      await home.until(() => home.files.get("p/a.jsonl") === count + 100);
    }

    expect(watcher.watched).toBe(2);
  });

  it("copes with 10,000 session files", async () => {
    for (let count = 0; count < 10_000; count++) home.write(`p${count % 100}/${count}.jsonl`, "");
    const before = inotifyWatches();
    const watcher = home.watcher();
    await watcher.start();

    expect(home.files.size).toBe(10_000);
    expect(inotifyWatches() - before).toBe(101);
    home.forget();
    home.append("p77/4577.jsonl");
    await home.tells("p77/4577.jsonl");
  });

  it("says nothing of links, nor of what happens behind them (102, 130)", async () => {
    const foreign = join(home.base, "bob");
    mkdirSync(join(foreign, "q"), { recursive: true });
    writeFileSync(join(foreign, "b.jsonl"), "");
    home.write("p/a.jsonl");
    symlinkSync(foreign, home.at("linked"));
    symlinkSync(join(foreign, "b.jsonl"), home.at("p/b.jsonl"));
    symlinkSync("p", home.at("alias"));
    const before = inotifyWatches();
    await home.watcher().start();
    symlinkSync(foreign, home.at("later"));

    writeFileSync(join(foreign, "b.jsonl"), "bob");
    writeFileSync(join(foreign, "q/c.jsonl"), "bob");
    home.append("p/a.jsonl");
    await home.until(() => home.files.get("p/a.jsonl") === 6);

    expect(home.names()).toEqual(["p/a.jsonl"]);
    expect(inotifyWatches() - before).toBe(2);
  });

  it("stays with its own directory when a link takes the name (130)", async () => {
    const foreign = join(home.base, "bob");
    mkdirSync(foreign);
    home.write("p/a.jsonl");
    home.write("end.jsonl");
    await home.watcher().start();
    home.move("p", "moved");
    symlinkSync(foreign, home.at("p"));
    await home.until(() => home.files.has("moved/a.jsonl"));

    writeFileSync(join(foreign, "a.jsonl"), "bob");
    writeFileSync(join(foreign, "b.jsonl"), "bob");
    home.append("end.jsonl");
    await home.until(() => home.files.get("end.jsonl") === 6);

    expect(home.names()).toEqual(["end.jsonl", "moved/a.jsonl"]);
  });

  it("takes a file that becomes a link for gone, and the other way round for new", async () => {
    home.write("a.jsonl");
    await home.watcher().start();
    symlinkSync("/etc/passwd", home.at("link"));
    home.move("link", "a.jsonl");
    await home.tells("-a.jsonl");
    home.forget();
    home.write("file");
    home.move("file", "a.jsonl");

    await home.tells("a.jsonl");
  });

  it("waits for a root that appears later", async () => {
    rmSync(home.path, { recursive: true });
    await home.watcher().start();
    expect(home.told).toEqual([]);
    home.write("p/a.jsonl");

    await home.tells("p/a.jsonl");
    home.forget();
    home.append("p/a.jsonl");
    await home.tells("p/a.jsonl");
  });

  it("notices that the root was deleted, and that it is back", async () => {
    home.write("p/a.jsonl");
    await home.watcher().start();
    rmSync(home.path, { recursive: true });
    await home.tells("-p/a.jsonl");
    home.forget();
    home.write("p/b.jsonl");

    await home.tells("p/b.jsonl");
    expect(home.names()).toEqual(["p/b.jsonl"]);
  });

  it("notices that another directory took the root's name", async () => {
    home.write("p/a.jsonl");
    await home.watcher().start();
    renameSync(home.path, join(home.base, "old"));
    home.write("p/a.jsonl", "another");
    home.write("p/b.jsonl");

    await home.until(() => home.files.has("p/b.jsonl") && home.files.get("p/a.jsonl") === 7);
    home.forget();
    writeFileSync(join(home.base, "old/p/a.jsonl"), "not ours any more");
    home.append("p/b.jsonl");
    await home.tells("p/b.jsonl");
    expect(home.told).not.toContain("p/a.jsonl");
  });

  it("follows a link to a trusted root", async () => {
    home.write("p/a.jsonl");
    symlinkSync(home.path, join(home.base, "link"));
    await home.watcher({ root: { path: join(home.base, "link"), owner: "alice", trusted: true } }).start();
    home.forget();
    home.append("p/a.jsonl");

    await home.tells("p/a.jsonl");
  });

  it("says so when an untrusted root is a link (101)", async () => {
    home.write("a.jsonl");
    symlinkSync(home.path, join(home.base, "link"));
    await home.watcher({ root: { path: join(home.base, "link"), owner: "alice", trusted: false } }).start();

    expect(home.told).toEqual([]);
    expect(home.notices.get("watch-trouble")?.text).toBe("Your home cannot be read: it is no directory.");
  });

  it("is quiet after it was closed", async () => {
    home.write("a.jsonl");
    const watcher = home.watcher();
    const walking = watcher.start();
    watcher.close();
    await walking;
    home.append("a.jsonl");
    await watcher.rescan();

    expect(home.told).toEqual([]);
  });

  it("goes on when the consumer throws", async () => {
    home.write("a.jsonl");
    let calls = 0;
    const watcher = home.watcher({
      onFile: () => {
        calls++;
        throw new Error("bug");
      },
    });
    await watcher.start();
    await watcher.rescan();

    expect(calls).toBe(1);
    expect(watcher.watched).toBe(1);
  });

  it("tells only what changed when it looks at everything again", async () => {
    home.write("p/a.jsonl");
    home.write("p/b.jsonl");
    const watcher = home.watcher();
    await watcher.start();
    home.forget();
    await watcher.rescan();

    expect(home.told).toEqual([]);
  });
});
