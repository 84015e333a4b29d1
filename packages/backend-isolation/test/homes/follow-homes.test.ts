import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Logger, silentLogger } from "@vibedeck/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FollowOptions, followHomes } from "../../src/homes/follow-homes.ts";
import { listHomes } from "../../src/homes/list-homes.ts";
import { UsersDir } from "./users-dir.ts";

const HOUR = 3_600_000;

describe("the homes", () => {
  let users: UsersDir;
  let stop: AbortController;

  beforeEach(() => {
    users = new UsersDir();
    stop = new AbortController();
  });
  afterEach(() => {
    stop.abort();
    users[Symbol.dispose]();
  });

  function follow(options: Partial<FollowOptions> = {}): AsyncGenerator<readonly string[]> {
    return followHomes(users.path, stop.signal, {
      logger: silentLogger,
      rescanMs: HOUR,
      gatherMs: 1,
      ...options,
    });
  }

  async function next(sets: AsyncGenerator<readonly string[]>): Promise<readonly string[]> {
    const { value, done } = await sets.next();
    return done === true ? ["ended"] : value;
  }

  /** The first set that fits; those before it were true for a moment. */
  async function until(
    sets: AsyncGenerator<readonly string[]>,
    ...wanted: readonly string[]
  ): Promise<readonly string[]> {
    for (;;) {
      const found = await next(sets);
      if (found[0] === "ended" || JSON.stringify(found) === JSON.stringify(wanted)) return found;
    }
  }

  it("are the directories whose name the mapping gives, and nothing else (6, 98)", async () => {
    for (const name of ["alice", "z--z41lice", "bob-2", "0", "a".repeat(55)]) users.home(name);
    for (const name of [".shared", ".vibedeck", "lost+found", "Alice", "a_b", "-x", "x-", "a.b", "a b"])
      users.home(name);
    for (const name of ["admin", "local", "null", "root", "shared", "-z41lice", "a-z61", "a".repeat(56)])
      users.home(name);
    writeFileSync(users.at("file"), "");
    symlinkSync(users.at("alice"), users.at("link"));
    symlinkSync("/etc", users.at("etc"));
    execFileSync("mkfifo", [users.at("pipe")]);
    mkdirSync(Buffer.concat([Buffer.from(`${users.path}/`), Buffer.from([0xff, 0xfe])]));

    expect(await listHomes(users.path)).toEqual(["0", "a".repeat(55), "alice", "bob-2", "z--z41lice"]);
  });

  it("are told again when one comes, goes, or comes back", async () => {
    users.home("alice");
    const sets = follow();
    expect(await next(sets)).toEqual(["alice"]);

    users.home("bob");
    expect(await next(sets)).toEqual(["alice", "bob"]);
    rmdirSync(users.at("alice"));
    expect(await next(sets)).toEqual(["bob"]);
    users.home("alice");
    expect(await next(sets)).toEqual(["alice", "bob"]);
  });

  it("lose one that is swapped for a link (23)", async () => {
    users.home("alice");
    users.home("bob");
    const sets = follow();
    await next(sets);

    renameSync(users.at("bob"), users.outside("bob"));
    symlinkSync(users.at("alice"), users.at("bob"));

    expect(await until(sets, "alice")).toEqual(["alice"]);
  });

  it("are found by the slow look when no event told of them (243)", async () => {
    users.home("alice");
    const sets = follow({ rescanMs: 5 });
    await next(sets);
    // Nothing is told of a name that comes while the directory bears another one.
    renameSync(users.path, users.outside("away"));
    mkdirSync(users.outside("away", "bob"), { mode: 0o700 });
    renameSync(users.outside("away"), users.path);

    expect(await until(sets, "alice", "bob")).toEqual(["alice", "bob"]);
  });

  it("stay as they were while their directory is away, and are followed on when it is back", async () => {
    users.home("alice");
    const lines: string[] = [];
    let logged = (): void => {};
    const away = new Promise<void>((resolve) => {
      logged = resolve;
    });
    const error = (_fields: unknown, text?: string): void => {
      lines.push(String(text));
      logged();
    };
    const sets = follow({ logger: { ...silentLogger, error } as Logger, unwatchedMs: 5 });
    await next(sets);

    const coming = next(sets);
    renameSync(users.path, users.outside("away"));
    await away;
    mkdirSync(users.path, { mode: 0o700 });
    users.home("bob");

    expect(["bob", ""]).toContain((await coming).join(""));
    expect(lines[0]).toBe("The users' homes cannot be listed now");
    users.home("carol");
    expect(await until(sets, "bob", "carol")).toEqual(["bob", "carol"]);
  });

  it("are an error with a name when their directory is not there at first", async () => {
    rmSync(users.path, { recursive: true });

    await expect(follow().next()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: `The directory with the users' homes cannot be read: ${users.path}`,
      hint: expect.stringContaining("mode 700"),
    });
  });

  it("end with the signal, also while nothing happens", async () => {
    const sets = follow();
    await next(sets);
    const waiting = next(sets);
    stop.abort();

    expect(await waiting).toEqual(["ended"]);
  });

  it("are told in few sets when many come at once (133)", async () => {
    const sets = follow({ gatherMs: 20 });
    await next(sets);
    for (let no = 0; no < 500; no++) users.home(`u${no}`);
    let told = 0;
    for (let found = await next(sets); found.length < 500; found = await next(sets)) told++;

    expect(told).toBeLessThan(50);
  });

  it("are listed a twentieth of the time, however often a user changes the permissions of one (133)", async () => {
    const home = users.home("alice");
    let busyMs = 0;
    const list = async (usersDir: string): Promise<readonly string[]> => {
      const begun = performance.now();
      const found = await listHomes(usersDir);
      while (performance.now() < begun + 4);
      busyMs += performance.now() - begun;
      return found;
    };
    const sets = follow({ list });
    const begun = performance.now();
    await next(sets);
    const waiting = next(sets);
    for (let turn = 0; performance.now() < begun + 600; turn++) {
      chmodSync(home, turn % 2 === 0 ? 0o700 : 0o750);
      if (turn % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const share = busyMs / (performance.now() - begun);
    users.home("bob");

    expect(await waiting).toEqual(["alice", "bob"]);
    expect(busyMs).toBeGreaterThan(8);
    expect(share).toBeLessThan(0.1);
  });

  it("are listed by the thousand without holding up anything else", async () => {
    for (let no = 0; no < 5_000; no++) mkdirSync(users.at(`u${no}`));
    let longest = 0;
    let last = performance.now();
    let done = false;
    const turn = (): void => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (!done) setImmediate(turn);
    };
    setImmediate(turn);
    const begun = performance.now();

    const found = await listHomes(users.path);
    const took = performance.now() - begun;
    done = true;

    expect(found).toHaveLength(5_000);
    expect(took).toBeLessThan(2_000);
    expect(longest).toBeLessThan(100);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "are followed by a server that is not root, whoever owns them and whatever their mode (122)",
    async () => {
      chmodSync(users.base, 0o755);
      chownSync(users.path, 4_242, 4_242);
      for (const owner of ["alice", "bob"]) users.home(owner);
      chownSync(users.at("bob"), 4_242, 4_242);
      chmodSync(users.at("bob"), 0);
      const script = join(import.meta.dirname, "list-as.mjs");

      const child = spawn(process.execPath, [script, users.path, "4242"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const output = await new Promise<string>((resolve) =>
        child.stdout.once("data", (data) => resolve(String(data))),
      );

      expect(JSON.parse(output)).toEqual(["alice", "bob"]);
    },
  );
});
