import { execFile } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instanceId } from "../../src/homes/instance-id.ts";
import { UsersDir } from "./users-dir.ts";

describe("the id of an installation", () => {
  let users: UsersDir;

  beforeEach(() => {
    users = new UsersDir();
  });
  afterEach(() => users[Symbol.dispose]());

  it("is 128 random bits that stay, where nobody else reads them (190)", () => {
    using other = new UsersDir();

    const id = instanceId(users.path);

    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(instanceId(users.path)).toBe(id);
    expect(instanceId(other.path)).not.toBe(id);
    expect(statSync(users.at(".vibedeck")).mode & 0o7777).toBe(0o700);
    expect(statSync(users.at(".vibedeck/instance")).mode & 0o7777).toBe(0o600);
    expect(readdirSync(users.at(".vibedeck"))).toEqual(["instance"]);
  });

  it("is the same for servers that begin at once (192)", async () => {
    const script = fileURLToPath(new URL("race-instance.mjs", import.meta.url));

    const outputs = await Promise.all(
      Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, [script, users.path])),
    );

    expect(new Set(outputs.map(({ stdout }) => stdout))).toEqual(new Set([instanceId(users.path)]));
    expect(readdirSync(users.at(".vibedeck"))).toEqual(["instance"]);
  });

  it.each(["", "0".repeat(31), "0".repeat(33), `${"0".repeat(32)}\n\n`, "G".repeat(32), "x".repeat(100_000)])(
    "is not guessed from what it is not: file %#",
    (content) => {
      mkdirSync(users.at(".vibedeck"), { mode: 0o700 });
      writeFileSync(users.at(".vibedeck/instance"), content, { mode: 0o600 });

      expect(() => instanceId(users.path)).toThrow(
        expect.objectContaining({ code: "STATE_BROKEN", hint: expect.stringContaining("backup") }),
      );
      expect(readFileSync(users.at(".vibedeck/instance"), "utf8")).toBe(content);
    },
  );

  it("is read through no link, and of no file that others can write", () => {
    mkdirSync(users.at(".vibedeck"), { mode: 0o700 });
    writeFileSync(users.outside("planted"), "0".repeat(32));
    symlinkSync(users.outside("planted"), users.at(".vibedeck/instance"));
    expect(() => instanceId(users.path)).toThrow(expect.objectContaining({ code: "STATE_BROKEN" }));

    using other = new UsersDir();
    instanceId(other.path);
    chmodSync(other.at(".vibedeck/instance"), 0o622);
    expect(() => instanceId(other.path)).toThrow(expect.objectContaining({ code: "STATE_BROKEN" }));

    using third = new UsersDir();
    symlinkSync(users.base, third.at(".vibedeck"));
    expect(() => instanceId(third.path)).toThrow("is a symbolic link");
  });

  it("cannot be kept where nothing can be written, and says so (202)", () => {
    expect(() => instanceId(users.outside("missing"))).toThrow(
      expect.objectContaining({ code: "STATE_UNWRITABLE" }),
    );
  });
});
