import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isVibeDeckError, type Logger, silentLogger, type VibeDeckError } from "@vibedeck/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkEnvFiles } from "../../src/env-file/check-env-files.ts";
import { type EnvPlaces, readEnvFor } from "../../src/env-file/read-env-for.ts";
import { UsersDir } from "../homes/users-dir.ts";

const SECRET = "sk-ant-very-secret";
const IS_ROOT = process.getuid?.() === 0;

describe("the variables for a user's agents", () => {
  let users: UsersDir;
  let places: Required<EnvPlaces>;

  beforeEach(() => {
    users = new UsersDir();
    places = { usersDir: users.path, envFile: users.outside("all.env"), userEnvDir: users.outside("env") };
    mkdirSync(places.userEnvDir, { mode: 0o700 });
    write(places.envFile, "");
  });
  afterEach(() => users[Symbol.dispose]());

  function write(path: string, content: string, mode = 0o600): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, mode);
  }

  const read = (owner = "alice", from: EnvPlaces = places): Readonly<Record<string, string>> =>
    readEnvFor(from, owner, silentLogger);

  /** What the user is told, and what the log has. */
  function refusal(owner = "alice"): { error: VibeDeckError; log: string } {
    const lines: string[] = [];
    const error = (fields: unknown): void => {
      lines.push((fields as { err: Error }).err.message);
    };
    try {
      readEnvFor(places, owner, { ...silentLogger, error } as Logger);
    } catch (thrown) {
      if (isVibeDeckError(thrown)) return { error: thrown, log: lines.join("\n") };
      throw thrown;
    }
    throw new Error("it was not refused");
  }

  it("are everybody's and the user's own, which win (211)", () => {
    write(places.envFile, "KEY=shared\nBASE=x");
    write(users.outside("env/alice.env"), "KEY=alice\nMINE=1");

    expect(read("alice")).toEqual({ KEY: "alice", BASE: "x", MINE: "1" });
    expect(read("bob")).toEqual({ KEY: "shared", BASE: "x" });
    expect(read("alice", { usersDir: users.path })).toEqual({});
  });

  it("are read anew each time", () => {
    write(places.envFile, "KEY=1");
    expect(read()).toEqual({ KEY: "1" });
    write(places.envFile, "KEY=2");

    expect(read()).toEqual({ KEY: "2" });
  });

  it("are refused when a line is wrong: the log has file and line, the user neither, and nobody the value (210)", () => {
    write(places.envFile, `GOOD=${SECRET}\nexport BAD=${SECRET}\nLD_PRELOAD=${SECRET}`);

    const { error, log } = refusal();

    expect(error).toMatchObject({
      code: "UNAVAILABLE",
      message: "The settings of your sandbox cannot be read on this server.",
    });
    expect(`${error.message} ${error.hint}`).not.toMatch(/\/|BAD/);
    expect(log.split("\n")).toEqual([
      `${places.envFile}:2: it begins with "export": write NAME=value`,
      `${places.envFile}:3: LD_PRELOAD cannot be set here: it decides what other programs load`,
    ]);
    expect(JSON.stringify([error, log])).not.toContain(SECRET);
  });

  it.each([0o644, 0o640, 0o604, 0o620, 0o660, 0o777])(
    "are in a file for its owner alone: not with mode %o (210)",
    (mode) => {
      write(places.envFile, `KEY=${SECRET}`, mode);

      expect(refusal().log).toBe(`${places.envFile}: others than its owner can read or write it: chmod 600`);
    },
  );

  it.skipIf(!IS_ROOT)("are in a file of ours, or of root (210)", () => {
    chownSync(places.envFile, 4_242, 4_242);

    expect(refusal().log).toContain("belongs to user id 4242");
  });

  it("are in a regular file: no link, pipe, device or directory (107, 210)", () => {
    write(users.outside("other"), `KEY=${SECRET}`);
    const replacements = [
      () => symlinkSync(users.outside("other"), places.envFile),
      () => execFileSync("mkfifo", ["-m", "600", places.envFile]),
      () => symlinkSync("/dev/zero", places.envFile),
      () => mkdirSync(places.envFile, { mode: 0o700 }),
    ];

    const logs = replacements.map((replace) => {
      rmSync(places.envFile, { recursive: true, force: true });
      replace();
      return refusal().log.slice(places.envFile.length + 2);
    });

    expect(logs).toEqual([
      "it is a symbolic link",
      "it is no regular file",
      "it is a symbolic link",
      "it is no regular file",
    ]);
  });

  it("are never in a home, by whatever way (210)", () => {
    write(users.at("alice/.env"), `KEY=${SECRET}`);
    symlinkSync(users.at("alice"), users.outside("innocent"));
    places = { ...places, envFile: users.outside("innocent/.env") };

    expect(refusal().log).toContain("lies in users_dir");
  });

  it("are refused when the file for all is missing, or the directory of the users' files", () => {
    rmSync(places.envFile);
    expect(refusal().log).toBe(`${places.envFile} is not there`);
    write(places.envFile, "");
    rmSync(places.userEnvDir, { recursive: true });
    expect(refusal().log).toBe(`${places.userEnvDir} is not there`);
    mkdirSync(places.userEnvDir);
    chmodSync(places.userEnvDir, 0o777);
    expect(refusal().log).toContain("can be written by others");
  });

  it("of one user do not keep another from starting", () => {
    write(users.outside("env/bob.env"), "not a line");

    expect(refusal("bob").log).toBe(`${users.outside("env/bob.env")}:1: it has no =: write NAME=value`);
    expect(read("alice")).toEqual({});
  });

  it("take a bounded part of a file without an end", () => {
    write(places.envFile, "A=".padEnd(10_000_000, "x"));

    expect(refusal().log).toContain("larger than 65536 bytes");
  });

  it("are all looked at by a check, which shows no value", () => {
    write(places.envFile, `KEY=${SECRET}`);
    write(users.outside("env/bob.env"), `KEY="${SECRET}"`);
    write(users.outside("env/carol.env"), `KEY=${SECRET}`);
    write(users.outside("env/Bad Name.env"), `KEY=${SECRET}`);
    write(users.outside("env/notes.txt"), SECRET);

    const findings = checkEnvFiles(places);

    expect(findings.map(({ state, text }) => [state, text])).toEqual([
      ["ok", `${places.envFile} sets one variable`],
      ["warning", expect.stringContaining('"Bad Name.env"')],
      ["failure", expect.stringContaining("bob.env:1: the value of KEY begins with a quote")],
      ["warning", expect.stringContaining('"notes.txt"')],
    ]);
    expect(JSON.stringify(findings)).not.toContain(SECRET);
  });
});
