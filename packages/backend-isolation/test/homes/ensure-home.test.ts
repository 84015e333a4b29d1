import { execFile } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { isVibeDeckError, type Logger, silentLogger, type VibeDeckError } from "@vibedeck/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureHome } from "../../src/homes/ensure-home.ts";
import { UsersDir } from "./users-dir.ts";

const IS_ROOT = process.getuid?.() === 0;

describe("the home of a user", () => {
  let users: UsersDir;

  beforeEach(() => {
    users = new UsersDir();
  });
  afterEach(() => users[Symbol.dispose]());

  /** The refusal, and what the log has of it. */
  function refusal(owner: string, usersDir = users.path): { error: VibeDeckError; log: string } {
    const lines: string[] = [];
    const error = (fields: unknown): void => {
      const { err } = fields as { err: Error };
      lines.push(err.message);
    };
    try {
      ensureHome(usersDir, owner, { ...silentLogger, error } as Logger);
    } catch (thrown) {
      if (isVibeDeckError(thrown)) return { error: thrown, log: lines.join("\n") };
      throw thrown;
    }
    throw new Error("it was not refused");
  }

  it("is made when it is missing, for nobody else to read", () => {
    expect(ensureHome(users.path, "alice", silentLogger)).toEqual({
      owner: "alice",
      home: users.at("alice"),
      created: true,
    });

    expect(statSync(users.at("alice")).mode & 0o7777).toBe(0o700);
    expect(ensureHome(users.path, "alice", silentLogger).created).toBe(false);
  });

  it("is known to be new when it was removed under a running sandbox", () => {
    ensureHome(users.path, "alice", silentLogger);
    rmSync(users.at("alice"), { recursive: true });

    expect(ensureHome(users.path, "alice", silentLogger).created).toBe(true);
  });

  it.each([
    "..",
    ".",
    "",
    "a/b",
    "../alice",
    "/etc",
    ".shared",
    ".vibedeck",
    "lost+found",
    "Alice",
    "a\0b",
    "x:/mnt",
  ])(
    "is never made of the name %j, whatever the mapping should have refused (1, 2, 3, 5, 6, 7, 14)",
    (owner) => {
      const { error } = refusal(owner);

      expect(error.code).toBe("UNAVAILABLE");
      expect(readdirSync(users.path)).toEqual([]);
      expect(readdirSync(users.base)).toEqual(["users"]);
    },
  );

  it("is no link, wherever that leads (23)", () => {
    symlinkSync("/etc", users.at("eve"));
    symlinkSync(users.home("bob"), users.at("mallory"));
    symlinkSync(users.outside("nowhere"), users.at("dangling"));

    for (const owner of ["eve", "mallory", "dangling"]) {
      expect(refusal(owner).log).toContain("is a symbolic link");
    }
    expect(readdirSync(users.base)).toEqual(["users"]);
  });

  it("is no file, pipe or socket (23)", () => {
    writeFileSync(users.at("carol"), "");

    expect(refusal("carol").log).toContain("is no directory");
  });

  it.skipIf(!IS_ROOT)("belongs to nobody else (23)", () => {
    chownSync(users.home("dave"), 4_242, 4_242);

    expect(refusal("dave").log).toContain("belongs to user id 4242");
  });

  it.each([0o720, 0o702, 0o777])("is writable by nobody else: not with mode %o (23)", (mode) => {
    chmodSync(users.home("erin"), mode);

    expect(refusal("erin").log).toContain("can be written by others");
  });

  it("is refused in words that name no path, with the reason in the log and the cause", () => {
    symlinkSync("/etc", users.at("eve"));

    const { error, log } = refusal("eve");

    expect(error).toMatchObject({ code: "UNAVAILABLE", message: "Your home on this server is not usable." });
    expect(`${error.message} ${error.hint}`).not.toContain("/");
    expect(log).toContain(users.at("eve"));
    expect(error.cause).toBeInstanceOf(Error);
  });

  it("is refused when users_dir is missing or a link, and nothing is made elsewhere", () => {
    symlinkSync(users.path, users.outside("link"));

    expect(refusal("alice", users.outside("link")).log).toContain("is no directory");
    expect(refusal("alice", users.outside("missing")).log).toContain("ENOENT");
    renameSync(users.path, users.outside("moved"));
    refusal("alice");
    expect(readdirSync(users.outside("moved"))).toEqual([]);
  });

  it("is left as it is: nothing in it is given to anybody or opened (128)", () => {
    const home = users.home("alice");
    mkdirSync(users.at("alice", "dir"), { mode: 0o755 });
    writeFileSync(users.at("alice", "dir", "file"), "", { mode: 0o640 });
    symlinkSync("/etc/passwd", users.at("alice", "link"));
    const look = (): unknown =>
      [home, users.at("alice", "dir"), users.at("alice", "dir", "file"), users.at("alice", "link")].map(
        (path) => {
          const { mode, uid, gid, ctimeMs } = lstatSync(path);
          return { mode, uid, gid, ctimeMs };
        },
      );
    const before = look();

    ensureHome(users.path, "alice", silentLogger);

    expect(look()).toEqual(before);
  });

  it("is one home for twenty first requests at once, from several servers (24)", async () => {
    const script = fileURLToPath(new URL("race-ensure.mjs", import.meta.url));

    const outputs = await Promise.all(
      Array.from({ length: 5 }, () => promisify(execFile)(process.execPath, [script, users.path, "frank"])),
    );

    const made = outputs.flatMap(({ stdout }) => JSON.parse(stdout) as boolean[]);
    expect(made).toHaveLength(20);
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(readdirSync(users.path)).toEqual(["frank"]);
  });
});
