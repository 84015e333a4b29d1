import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Tenant } from "../../src/sandbox-runtime.ts";
import { lineOf, SECRET, SESSION, TRANSCRIPT, writeSession } from "./tenant-pair.ts";
import { type Reader, TenantsDeck } from "./tenants-deck.ts";

const IS_ROOT = process.getuid?.() === 0;
const LIMIT = 30_000;

/** The name of another session. */
const id = (no: number): string => `3f2b8c1e-0000-4000-8000-${String(no).padStart(12, "0")}`;

describe.skipIf(process.platform !== "linux")("what lies in one user's home", () => {
  let deck: TenantsDeck;
  let alice: Tenant;
  let bob: Tenant;
  let reader: Reader;

  beforeEach(() => {
    deck = TenantsDeck.homes();
    [alice, bob] = [deck.tenant("alice"), deck.tenant("bob")];
    writeSession(alice.home, "alice's own");
    writeSession(bob.home, SECRET);
  });
  afterEach(() => deck[Symbol.asyncDispose]());

  async function start(): Promise<void> {
    await deck.start();
    reader = deck.reader("alice");
    reader.follow();
    // What is there is read beside other work; her own session tells that it was.
    const ids = async (): Promise<readonly string[]> => (await reader.sessions()).map((one) => one.id);
    await expect.poll(ids, { timeout: 10_000 }).toContain(SESSION);
  }

  /** The titles of alice's sessions by their ids, once she has just these. */
  async function listed(...ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const now = async (): Promise<readonly string[]> => (await reader.sessions()).map((one) => one.id).sort();
    await expect.poll(now, { timeout: 10_000 }).toEqual([...ids].sort());
    return new Map((await reader.sessions()).map((session) => [session.id, session.title]));
  }

  const project = (name = "-root"): string => join(alice.home, ".claude/projects", name);
  const file = (no: number, folder?: string): string => join(project(folder), `${id(no)}.jsonl`);

  /** Nothing of bob's was told to alice by any way, nor where anything is on this machine. */
  async function tellsNothing(): Promise<void> {
    await reader.find();
    reader.look();
    const everything = reader.everything();
    expect(everything).toContain("alice's own");
    expect(everything).not.toContain(SECRET);
    expect(everything).not.toContain("bob");
    expect(everything).not.toContain(deck.usersDir);
  }

  it("is shown to its user and to nobody else, by the path that the sandbox knows", {
    timeout: LIMIT,
  }, async () => {
    await start();
    const bobs = deck.reader("bob");
    await expect.poll(async () => (await bobs.sessions()).map(({ title }) => title)).toEqual([SECRET]);

    await tellsNothing();
    expect(reader.everything()).toContain(`/root/${TRANSCRIPT}`);
    expect(bobs.everything()).not.toContain("alice");
  });

  it("is no link to a transcript of another, absolute, relative, looping or dangling (99, 100, 102, 111)", {
    timeout: LIMIT,
  }, async () => {
    symlinkSync(join(bob.home, TRANSCRIPT), file(2));
    symlinkSync(`../../../../bob/${TRANSCRIPT}`, file(3));
    symlinkSync(file(4), file(4));
    symlinkSync("/etc/passwd", file(5));
    symlinkSync("nowhere", file(6));
    symlinkSync(`${SESSION}.jsonl`, file(7));
    await start();
    symlinkSync(join(bob.home, TRANSCRIPT), file(8));
    writeFileSync(file(9), lineOf("the last"));

    await listed(SESSION, id(9));
    await tellsNothing();
    expect(deck.log.filter((line) => line.includes("Not a regular file")).length).toBeGreaterThanOrEqual(6);
  });

  it.each([
    [".claude", (home: string) => join(home, ".claude")],
    [".claude/projects", () => "../../bob/.claude/projects"],
    [".claude/projects/-evil", (home: string) => join(home, ".claude/projects/-root")],
  ])("is nobody else's when %s is a link to theirs (101, 130)", { timeout: LIMIT }, async (name, target) => {
    const eve = deck.tenant("eve");
    mkdirSync(dirname(join(eve.home, name)), { recursive: true });
    symlinkSync(target(bob.home), join(eve.home, name));
    await start();
    const eves = deck.reader("eve");
    eves.follow();

    appendFileSync(join(bob.home, TRANSCRIPT), lineOf("more of bob", "22222222-2222-4333-8444-555555555555"));
    writeFileSync(join(alice.home, TRANSCRIPT.replace(SESSION, id(2))), lineOf("a mark in time"));
    await listed(SESSION, id(2));

    expect(await eves.sessions()).toEqual([]);
    expect(eves.everything()).not.toMatch(/bob|alice|3f2b8c1e/);
    await tellsNothing();
  });

  it("is nothing that can be waited for or acted upon: pipes, devices, sockets, folders (107, 108, 109, 110)", {
    timeout: LIMIT,
  }, async () => {
    for (let no = 10; no < 18; no++) execFileSync("mkfifo", [file(no)]);
    execFileSync("mkfifo", [join(project("-root"), "sub"), join(alice.home, ".claude/projects/-pipe")]);
    if (IS_ROOT) {
      execFileSync("mknod", [file(20), "c", "1", "5"]);
      execFileSync("mknod", [file(21), "b", "7", "0"]);
    }
    const server = createServer();
    // A socket's address is short; the directory is not.
    const cwd = process.cwd();
    process.chdir(project());
    await new Promise<void>((resolve) => server.listen(`${id(22)}.jsonl`, resolve));
    process.chdir(cwd);
    mkdirSync(file(23));
    writeFileSync(join(file(23), `${id(24)}.jsonl`), lineOf("too deep"));

    const begun = performance.now();
    await start();
    await tellsNothing();
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect((await reader.sessions()).map((one) => one.id)).toEqual([SESSION]);
    await new Promise((resolve) => server.close(resolve));
  });

  it("is read where it is a second name for a file, which only the operator can make across homes (112)", {
    timeout: LIMIT,
  }, async () => {
    linkSync(join(alice.home, TRANSCRIPT), file(2));
    await start();

    const titles = await listed(SESSION, id(2));
    expect(titles.get(id(2))).toBe("alice's own");
  });

  it.skipIf(!IS_ROOT)(
    "is not on another file system that was mounted below (124)",
    { timeout: LIMIT },
    async () => {
      const place = project("-mounted");
      mkdirSync(place);
      const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "none", place]).status === 0;
      if (!mounted) return;
      try {
        writeFileSync(join(place, `${id(2)}.jsonl`), lineOf("elsewhere"));
        await start();

        await listed(SESSION);
        await tellsNothing();
      } finally {
        spawnSync("umount", [place]);
      }
    },
  );

  it("may have any name: those that are no UTF-8, and hostile ones, are left alone (118, 119, 120, 121)", {
    timeout: LIMIT,
  }, async () => {
    const bytes = (name: Buffer): Buffer => Buffer.concat([Buffer.from(`${project()}/`), name]);
    writeFileSync(
      bytes(Buffer.from([0x62, 0xff, 0xfe, 0x2e, 0x6a, 0x73, 0x6f, 0x6e, 0x6c])),
      lineOf("bytes"),
    );
    mkdirSync(Buffer.concat([Buffer.from(`${dirname(project())}/`), Buffer.from([0xc3, 0x28])]));
    for (const name of [
      "a\nb.jsonl",
      '"><img>.jsonl',
      "\u202egpj.jsonl",
      "\u001b]0;x\u0007.jsonl",
      "é.jsonl",
    ])
      writeFileSync(join(project(), name), lineOf("name"));
    writeFileSync(join(project(), "x".repeat(255)), "");
    mkdirSync(project("a\\b"));
    writeFileSync(file(2, "a\\b"), lineOf("backslash"));
    mkdirSync(project("\u001b[2J<b>"));
    writeFileSync(file(3, "\u001b[2J<b>"), lineOf("in an odd folder"));
    await start();

    await listed(SESSION, id(3));
    await tellsNothing();
  });

  it("may say any time (125)", { timeout: LIMIT }, async () => {
    for (const no of [2, 3, 4]) writeFileSync(file(no), lineOf(`no ${no}`));
    utimesSync(file(2), 0, 0);
    utimesSync(file(3), 9_000_000_000, 9_000_000_000);
    spawnSync("touch", ["-d", "@-1000000000", file(4)]);
    await start();

    await listed(SESSION, id(2), id(3), id(4));
    await tellsNothing();
  });

  it("is known as that user's alone when it names a session of another (93, 142)", {
    timeout: LIMIT,
  }, async () => {
    await start();
    await reader.find();

    const bobs = deck.reader("bob");
    await bobs.find();
    bobs.look();
    expect(bobs.everything()).toContain(SECRET);
    expect(bobs.everything()).not.toContain("alice's own");
    await tellsNothing();
  });

  it.skipIf(!IS_ROOT)(
    "can be out of the server's reach: its user is told, and others see nothing of it (122)",
    {
      timeout: LIMIT,
    },
    async () => {
      const eve = deck.tenant("eve");
      writeSession(eve.home, "eve's");
      chmodSync(deck.base, 0o755);
      for (const path of [deck.usersDir, alice.home, bob.home]) chmodSync(path, 0o755);
      for (const { home } of [alice, bob]) execFileSync("chmod", ["-R", "a+rX", home]);
      chownSync(eve.home, 4_242, 4_242);
      chmodSync(eve.home, 0);
      // What root may not read either is nothing; so the server runs as somebody else here.
      process.seteuid?.(65_534);
      let told = "";
      try {
        await using shared = await TenantsDeck.open(deck.usersDir);
        const alices = shared.reader("alice");
        await expect.poll(async () => (await alices.sessions()).length, { timeout: 10_000 }).toBe(1);
        expect(alices.notices()).toEqual([]);
        told = JSON.stringify(shared.reader("eve").notices());
      } finally {
        process.seteuid?.(0);
      }

      expect(told).toContain("Your home cannot be read: the server is not allowed to.");
      expect(told).not.toContain(deck.usersDir);
    },
  );

  it("goes with the home, and is there again with it", { timeout: LIMIT }, async () => {
    await start();
    const bobs = deck.reader("bob");
    await expect.poll(async () => (await bobs.sessions()).length).toBe(1);

    const away = join(deck.base, "away");
    renameSync(bob.home, away);
    symlinkSync(alice.home, bob.home);
    await expect.poll(async () => (await bobs.sessions()).length, { timeout: 10_000 }).toBe(0);
    rmSync(bob.home);
    renameSync(away, bob.home);
    await expect
      .poll(async () => (await bobs.sessions()).map(({ title }) => title), { timeout: 10_000 })
      .toEqual([SECRET]);
    expect(bobs.everything()).not.toContain("alice's own");
    const carol = deck.tenant("carol");
    writeSession(carol.home, "new here");
    const carols = deck.reader("carol");
    await expect.poll(async () => (await carols.sessions()).map(({ title }) => title)).toEqual(["new here"]);
  });

  it("may be gigabytes of nothing, and take no memory (113)", { timeout: LIMIT }, async () => {
    writeFileSync(file(2), lineOf("sparse"));
    truncateSync(file(2), 2 * 2 ** 30);
    const before = process.memoryUsage.rss();
    await deck.start();
    reader = deck.reader("alice");

    await listed(SESSION, id(2));
    await expect.poll(() => deck.view("alice").progress(), { timeout: 20_000 }).toMatchObject({ done: true });
    await tellsNothing();
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 2 ** 20);
  });
});
