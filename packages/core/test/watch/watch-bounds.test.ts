import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WatchShare } from "../../src/watch/watch-share.ts";
import { inotifyWatches, WatchedHome } from "./watched-home.ts";

const LIMITED = "echo 60 > /proc/sys/user/max_inotify_watches";

describe.skipIf(process.platform !== "linux")("a root watcher at its bounds", () => {
  let home: WatchedHome;

  beforeEach(() => {
    home = new WatchedHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it("lists from time to time what it may not watch, and says so (131)", async () => {
    for (let count = 0; count < 30; count++) home.write(`p${count}/a.jsonl`);
    const before = inotifyWatches();
    const watcher = home.watcher({ tuning: { maxWatches: 10, unwatchedMs: 10 } });
    await watcher.start();
    expect(inotifyWatches() - before).toBe(10);
    expect(home.notices.get("watch-limit")?.text).toBe(
      "21 of 31 folders cannot be watched; they are listed every few seconds instead.",
    );

    for (let count = 0; count < 30; count++) home.write(`p${count}/b.jsonl`);
    for (let count = 0; count < 30; count++) home.append(`p${count}/a.jsonl`);
    await home.until(
      () => home.files.size === 60 && [...home.files.values()].filter((size) => size === 6).length === 30,
    );
    for (let count = 5; count < 30; count++) home.remove(`p${count}`);
    await home.until(() => home.files.size === 10);
    await home.until(() => !home.notices.has("watch-limit"));

    expect(watcher).toMatchObject({ directories: 6, watched: 6 });
  });

  it("leaves other roots their share (131)", async () => {
    const share = new WatchShare({ watches: 24, queuedEvents: undefined });
    await using other = new WatchedHome();
    for (let count = 0; count < 30; count++) home.write(`p${count}/a.jsonl`);
    other.write("p/a.jsonl");
    const greedy = home.watcher({ share });
    const modest = other.watcher({ share, tuning: { unwatchedMs: 10 } });
    await Promise.all([greedy.start(), modest.start()]);

    expect(greedy.watched + modest.watched).toBe(12);
    other.append("p/a.jsonl");
    await other.until(() => other.files.get("p/a.jsonl") === 6);
  });

  it("leaves watches to whoever comes after one with very many folders (131)", async () => {
    const share = new WatchShare({ watches: 400, queuedEvents: undefined });
    await using other = new WatchedHome();
    for (let count = 0; count < 300; count++) home.write(`p${count}/a.jsonl`);
    for (let count = 0; count < 20; count++) other.write(`p${count}/a.jsonl`);
    const greedy = home.watcher({ share });
    await greedy.start();
    const modest = other.watcher({ share });
    await modest.start();

    expect(greedy.watched).toBe(41);
    expect(modest.watched).toBe(21);
    other.append("p19/a.jsonl");
    await other.until(() => other.files.get("p19/a.jsonl") === 6);
  });

  it("has everybody's files looked at once in a while, however often one fills the queue (133)", () => {
    vi.useFakeTimers({ toFake: ["setImmediate", "setTimeout", "performance"] });
    try {
      const share = new WatchShare({ watches: undefined, queuedEvents: 20 });
      let looks = 0;
      share.onOverflow(() => looks++);
      for (let turn = 0; turn < 120; turn++) {
        for (let count = 0; count < 10; count++) share.count();
        vi.advanceTimersByTime(100);
      }

      expect(looks).toBe(3);
      vi.advanceTimersByTime(5_000);
      expect(looks).toBe(4);
    } finally {
      vi.useRealTimers();
    }
  });

  it("lives when the system has no watch left (131)", ({ skip }) => {
    const can = spawnSync("unshare", ["-Ur", "sh", "-c", LIMITED], { stdio: "ignore" }).status === 0;
    if (!can) skip("needs unshare -Ur");
    for (let count = 0; count < 100; count++) home.write(`p${count}/a.jsonl`);
    const script = fileURLToPath(new URL("few-watches.mjs", import.meta.url));

    const output = execFileSync("unshare", [
      "-Ur",
      "sh",
      "-c",
      `${LIMITED}; exec "$0" "$@"`,
      process.execPath,
      script,
      home.path,
    ]);

    expect(JSON.parse(output.toString())).toEqual({
      directories: 101,
      watched: 60,
      notice: "41 of 101 folders cannot be watched; they are listed every few seconds instead.",
      seen: 100,
    });
  });

  it("finds what it was not told when the system's queue was full (133)", async () => {
    home.write("p/a.jsonl");
    await home.watcher().start();
    // The events of another process pile up while this one does not turn.
    const script =
      'const fs=require("node:fs");const[,dir]=process.argv;for(let i=0;i<4500;i++){const f=dir+"/"+i;fs.writeFileSync(f,"x");fs.renameSync(f,f+"x");fs.unlinkSync(f+"x")}fs.writeFileSync(dir+"/last.jsonl","x")';
    execFileSync(process.execPath, ["-e", script, home.at("p")]);

    await home.tells("p/last.jsonl");
  });

  it("joins a storm on one name into few calls, the last of which is right (133)", async () => {
    await home.watcher().start();
    for (let count = 0; count < 2_000; count++) {
      home.append("a.jsonl", "x");
      if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }

    await home.until(() => home.files.get("a.jsonl") === 2_000);
    expect(home.told.length).toBeLessThan(200);
  });

  it("does not listen where the owner changes permissions without end, and does again later (133)", async () => {
    home.write("p/a.jsonl");
    let listed = 0;
    const accept = (path: string): boolean => {
      listed++;
      return path.endsWith(".jsonl");
    };
    await home.watcher({ accept, tuning: { stormMs: 100 } }).start();
    listed = 0;
    for (let count = 0; count < 3_000; count++) {
      for (const path of [home.path, home.at("p")]) chmodSync(path, count % 2 === 0 ? 0o750 : 0o700);
      if (count % 30 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(listed).toBeLessThan(30);

    home.append("p/a.jsonl", "the last");
    await home.until(() => home.files.get("p/a.jsonl") === 11);
    home.forget();
    home.write("p/b.jsonl");
    await home.tells("p/b.jsonl");
  });

  it("hears of a bounded number of events below one root, and of all that they were about (133)", async () => {
    for (let count = 0; count < 20; count++) home.write(`p/${count}.jsonl`, "");
    const watcher = home.watcher({ tuning: { stormMs: 50, eventsPerWindow: 50 } });
    await watcher.start();
    let rested = false;
    for (let round = 0; round < 100; round++) {
      for (let count = 0; count < 20; count++) home.append(`p/${count}.jsonl`, "x");
      await new Promise((resolve) => setImmediate(resolve));
      rested ||= watcher.watched === 1;
    }
    expect(rested).toBe(true);

    await home.until(() => [...home.files.values()].every((size) => size === 100));
    await vi.waitFor(() => expect(watcher.watched).toBe(2));
    expect([...home.notices.keys()]).toEqual([]);
  });

  it("ends up right after names were played ping-pong with (133)", async () => {
    home.write("a.jsonl");
    await home.watcher({ tuning: { stormMs: 30 } }).start();
    for (let count = 0; count < 3_000; count++) {
      renameSync(
        home.at(count % 2 === 0 ? "a.jsonl" : "b.jsonl"),
        home.at(count % 2 === 0 ? "b.jsonl" : "a.jsonl"),
      );
      if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    renameSync(home.at("a.jsonl"), home.at("c.jsonl"));

    await home.until(() => home.files.size === 1 && home.files.has("c.jsonl"));
  });

  it("finds all of a thousand files that come at once", async () => {
    await home.watcher({ tuning: { stormMs: 30 } }).start();
    for (let count = 0; count < 1_000; count++) home.write(`${count}.jsonl`);

    await home.until(() => home.files.size === 1_000);
  });

  it("stops at its most files and says so (115)", async () => {
    for (let count = 0; count < 50; count++) home.write(`p/${count}.jsonl`);
    const watcher = home.watcher({ tuning: { maxFiles: 20 } });
    await watcher.start();

    expect(watcher.files).toBe(20);
    expect(home.notices.get("watch-overfull")?.text).toContain("only 20 sessions");
  });

  it("does not hold up the event loop while it walks (115)", async () => {
    for (let count = 0; count < 300; count++) home.write(`p${count}/a.jsonl`);
    let turns = 0;
    const watcher = home.watcher({ tuning: { sliceMs: 1 } });
    const walking = watcher.start();
    const turn = (): void => {
      turns++;
      if (home.files.size < 300) setImmediate(turn);
    };
    setImmediate(turn);
    await walking;

    expect(turns).toBeGreaterThan(3);
  });

  it("does not hold up the event loop while it walks folders with nothing in them (116)", async () => {
    for (let count = 0; count < 2_000; count++) mkdirSync(home.at(`p${count}`));
    let longest = 0;
    let last = performance.now();
    let walked = false;
    const turn = (): void => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (!walked) setImmediate(turn);
    };
    const watcher = home.watcher({ tuning: { sliceMs: 1 } });
    setImmediate(turn);
    const begun = performance.now();
    await watcher.start();
    walked = true;

    expect(watcher.directories).toBe(2_001);
    expect(longest).toBeLessThan((performance.now() - begun) / 4);
  });

  it("finds by its slow look at everything what no event told (243)", async () => {
    home.write("p/a.jsonl");
    const share = new WatchShare({ watches: 2, queuedEvents: undefined });
    await home.watcher({ share, tuning: { rescanMs: 20 } }).start();
    writeFileSync(home.at("p/b.jsonl"), "");

    await home.tells("p/b.jsonl");
  });

  it("takes nothing for gone because there is no descriptor left to look with (132)", () => {
    home.write("p/a.jsonl");
    const script = fileURLToPath(new URL("few-descriptors.mjs", import.meta.url));

    const output = execFileSync("sh", [
      "-c",
      'ulimit -n 64; exec "$0" "$@"',
      process.execPath,
      script,
      home.path,
    ]);

    expect(JSON.parse(output.toString())).toEqual({
      poor: "UNAVAILABLE busy",
      told: "Your home cannot be read: the server is out of file descriptors.",
      gone: [],
      rich: "opened",
      notice: "none",
      files: 1,
    });
  });

  it("lists a shared file system again and again, whatever is watched (243)", async () => {
    home.write("p/a.jsonl");
    const asked: string[] = [];
    const accept = (path: string): boolean => asked.push(path) > 0;
    await home.watcher({ accept, remote: true, tuning: { unwatchedMs: 5 } }).start();

    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2));
    expect(home.notices.get("watch-remote")?.text).toContain(
      "what other machines write is seen after some seconds",
    );
  });
});
