import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import type { Diagnosis } from "@vibedeck/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CheckOptions, checkUsersDir } from "../../src/homes/check-users-dir.ts";
import { mountOptions } from "../../src/homes/mount-options.ts";
import { UsersDir } from "./users-dir.ts";

const SAFE = "1 0 8:1 / / rw,nosuid,nodev - ext4 /dev/sda1 rw";
const IS_ROOT = process.getuid?.() === 0;

describe("the directory with the homes", () => {
  let users: UsersDir;

  beforeEach(() => {
    users = new UsersDir();
  });
  afterEach(() => users[Symbol.dispose]());

  const check = (options: CheckOptions = {}, path = users.path): Promise<readonly Diagnosis[]> =>
    checkUsersDir(path, { table: SAFE, serverHome: "/home/ada", ...options });

  const only = (state: Diagnosis["state"], text: string): unknown => [
    expect.objectContaining({
      state,
      text: expect.stringContaining(text),
      hint: expect.stringMatching(/\S/),
    }),
  ];

  /** A warning comes after the line that says that it will do. */
  const warned = (text: string): unknown => [
    { state: "ok", text: `users_dir is ${users.path}` },
    ...(only("warning", text) as unknown[]),
  ];

  it("is good when it is ours alone, and is left as it was", async () => {
    users.home("alice");

    expect(await check()).toEqual([{ state: "ok", text: `users_dir is ${users.path}` }]);
    expect(readdirSync(users.path)).toEqual(["alice"]);
  });

  it("must be there, and the command that makes it is told", async () => {
    const [finding] = await check({}, users.outside("a b"));

    expect(finding).toEqual({
      state: "failure",
      text: `users_dir is not there: ${users.outside("a b")}`,
      hint: `Make it: install -d -m 700 '${users.outside("a b")}'`,
    });
  });

  it("is no link, file, or somebody else's (247)", async () => {
    symlinkSync(users.path, users.outside("link"));
    writeFileSync(users.outside("file"), "");
    expect(await check({}, users.outside("link"))).toEqual(only("failure", "is a symbolic link"));
    expect(await check({}, users.outside("file"))).toEqual(only("failure", "is no directory"));
    if (!IS_ROOT) return;
    chownSync(users.path, 4_242, 4_242);
    expect(await check()).toEqual(only("failure", "belongs to user id 4242"));
  });

  it("is writable by nobody else, and better not readable either (123)", async () => {
    chmodSync(users.path, 0o775);
    expect(await check()).toEqual(only("failure", "can be written by others"));
    chmodSync(users.path, 0o755);
    expect(await check()).toEqual(warned("can look into users_dir (mode 755)"));
  });

  it("lies in no directory that everybody can write", async () => {
    chmodSync(users.base, 0o777);
    expect(await check()).toEqual(only("failure", `Everybody can write ${users.base}`));
    chmodSync(users.base, 0o1777);
    expect(await check()).toEqual([expect.objectContaining({ state: "ok" })]);
  });

  it.skipIf(!IS_ROOT)("lies in no directory of another user", async () => {
    chownSync(users.base, 4_242, 4_242);

    expect(await check()).toEqual(warned("belongs to user id 4242, who can replace users_dir"));
  });

  it("is no place of the system by way of a link above it (247)", async () => {
    symlinkSync("/usr", users.outside("usr"));

    const findings = await check({}, users.outside("usr/share"));

    expect(findings).toEqual([
      {
        state: "failure",
        text: expect.stringContaining("Homes cannot lie in /usr: it belongs to the system"),
      },
    ]);
  });

  it("is better mounted with nosuid and nodev (123)", async () => {
    expect(await check({ table: SAFE.replace("nosuid,", "") })).toEqual(warned("mounted without nosuid"));
    expect(await check({ table: SAFE.replace("nosuid,nodev", "relatime") })).toEqual(
      warned("mounted without nosuid and nodev"),
    );
    expect(await check({ table: undefined })).toEqual([expect.objectContaining({ state: "ok" })]);
  });

  it("is refused where Alice and alice are one name (9)", async () => {
    const probe = async () => ({ casesDiffer: false, watchable: true });

    expect(await check({ probe })).toEqual(only("failure", "capitals from small letters"));
  });

  it("is tried out for real: a name in the other case is looked for (9)", () => {
    const script = fileURLToPath(new URL("probe-cases.mjs", import.meta.url));

    const { stdout } = spawnSync(process.execPath, [script, users.path], { encoding: "utf8" });

    expect(JSON.parse(stdout)).toEqual({
      plain: { casesDiffer: true, watchable: true },
      folding: { casesDiffer: false, watchable: true },
      left: [],
    });
  });

  it("is warned of where nothing tells of changes (243)", async () => {
    const probe = async () => ({ casesDiffer: true, watchable: false });

    expect(await check({ probe })).toEqual(warned("Nothing tells of changes"));
  });

  it("must take new homes (202)", async () => {
    const probe = async (): Promise<never> => {
      throw new Error("ENOSPC: no space left on device");
    };

    expect(await check({ probe })).toEqual(only("failure", "no space left on device"));
  });

  it("is told of with the homes that cannot be used (23)", async () => {
    users.home("alice");
    for (let no = 0; no < 12; no++) chmodSync(users.home(`u${no}`), 0o777);
    renameSync(users.home("link"), users.outside("moved"));
    symlinkSync("/etc", users.at("link"));
    mkdirSync(users.at(".shared"), { mode: 0o777 });

    const findings = await check();

    expect(findings).toHaveLength(12);
    expect(findings[1]?.text).toBe(
      `A home cannot be used: ${users.at("u0")} can be written by others than its owner (mode 777)`,
    );
    expect(findings.at(-1)?.text).toBe("2 more homes cannot be used");
  });
});

describe("a mount table", () => {
  const table = [
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    "30 22 8:2 / /srv rw,nosuid - ext4 /dev/sdb1 rw",
    "31 30 8:3 / /srv/a\\040b rw,nodev - ext4 /dev/sdc1 rw",
    "32 22 8:4 / /srv rw,nosuid,nodev,noexec shared:9 master:1 - xfs /dev/sdd1 rw",
    "nonsense",
    "",
  ].join("\n");

  it.each([
    ["/srv/users", ["rw", "nosuid", "nodev", "noexec"]],
    ["/srv", ["rw", "nosuid", "nodev", "noexec"]],
    ["/srv/a b/users", ["rw", "nodev"]],
    ["/srvx/users", ["rw", "relatime"]],
    ["/", ["rw", "relatime"]],
  ])("says how %s is mounted: by the longest place, of two the later", (path, options) => {
    expect(mountOptions(path, table)).toEqual(options);
  });

  it("may say nothing", () => {
    expect(mountOptions("/srv", "")).toBeUndefined();
  });
});
