import { lstatSync, realpathSync, type Stats } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import type { Diagnosis } from "@vibedeck/core";
import { homesPlaceProblem } from "../config/user-paths.ts";
import { directoryProblem, homePath, homeProblem, modeOf } from "./home-problem.ts";
import { listHomes } from "./list-homes.ts";
import { mountOptions, mountTable } from "./mount-options.ts";
import { type Probe, probePlace } from "./probe-place.ts";

/** Homes that are named one by one. */
const MOST_NAMED = 10;

/** What a check asks of the system; all of it has defaults. */
export interface CheckOptions {
  readonly probe?: (directory: string) => Promise<Probe>;
  readonly table?: string | undefined;
  /** Home of the server's own user. */
  readonly serverHome?: string;
}

/**
 * Looks at the directory with the users' homes, and at the homes. A failure among the findings means that no home may
 * be mounted; warnings are the operator's to judge. It makes and removes one directory there, and changes nothing.
 * @param usersDir absolute path, normalised.
 */
export async function checkUsersDir(
  usersDir: string,
  options: CheckOptions = {},
): Promise<readonly Diagnosis[]> {
  const stats = look(usersDir);
  if (stats === undefined) {
    return [failure(`users_dir is not there: ${usersDir}`, `Make it: install -d -m 700 ${quoted(usersDir)}`)];
  }
  const uid = process.getuid?.();
  const problem = directoryProblem(usersDir, stats, { uid });
  if (problem !== undefined) return [failure(`users_dir cannot be used: ${problem}`, OWNERSHIP)];
  const place = homesPlaceProblem(realpathSync(usersDir), options.serverHome ?? homedir());
  if (place !== undefined) return [failure(`users_dir cannot be used: ${place}`)];
  const findings = [
    ...waysIn(usersDir, uid),
    ...permissions(usersDir, stats),
    ...mounted(usersDir, "table" in options ? options.table : mountTable()),
    ...(await tried(usersDir, options.probe ?? probePlace)),
    ...(await homes(usersDir, stats, uid)),
  ];
  return findings.some(({ state }) => state === "failure")
    ? findings
    : [{ state: "ok", text: `users_dir is ${usersDir}` }, ...findings];
}

const OWNERSHIP = "It must be a directory of the user that the server runs as, with mode 700.";

/** Whoever can write a directory on the way can put another one in the place of users_dir. */
function waysIn(usersDir: string, uid: number | undefined): readonly Diagnosis[] {
  const findings: Diagnosis[] = [];
  for (let path = dirname(usersDir); ; path = dirname(path)) {
    const stats = look(path);
    if (stats !== undefined && !stats.isSymbolicLink()) findings.push(...wayIn(path, stats, uid));
    if (path === dirname(path)) return findings;
  }
}

function wayIn(path: string, stats: Stats, uid: number | undefined): readonly Diagnosis[] {
  const sticky = (stats.mode & 0o1000) !== 0;
  if ((stats.mode & 0o002) !== 0 && !sticky) {
    return [failure(`Everybody can write ${path}, and so replace users_dir`, `chmod o-w ${quoted(path)}`)];
  }
  if (uid === undefined || stats.uid === 0 || stats.uid === uid) return [];
  return [
    warning(
      `${path} belongs to user id ${stats.uid}, who can replace users_dir`,
      "Keep users_dir elsewhere.",
    ),
  ];
}

function permissions(usersDir: string, stats: Stats): readonly Diagnosis[] {
  if ((stats.mode & 0o077) === 0) return [];
  return [
    warning(
      `Other users of this machine can look into users_dir (mode ${modeOf(stats)}): programs that run with the rights of root can be made in homes`,
      `chmod 700 ${quoted(usersDir)}`,
    ),
  ];
}

function mounted(usersDir: string, table: string | undefined): readonly Diagnosis[] {
  if (table === undefined) return [];
  const options = mountOptions(realpathSync(usersDir), table) ?? [];
  const missing = ["nosuid", "nodev"].filter((option) => !options.includes(option));
  if (missing.length === 0) return [];
  return [
    warning(
      `The file system of users_dir is mounted without ${missing.join(" and ")}`,
      "Root in a sandbox can leave setuid programs in a home. Keep users_dir on a file system of its own, mounted with nosuid,nodev.",
    ),
  ];
}

async function tried(
  usersDir: string,
  probe: NonNullable<CheckOptions["probe"]>,
): Promise<readonly Diagnosis[]> {
  try {
    const { casesDiffer, watchable } = await probe(usersDir);
    return [
      ...(casesDiffer
        ? []
        : [
            failure(
              "users_dir does not tell capitals from small letters: two users could get one home",
              "Keep it on a file system, and in a directory, that does.",
            ),
          ]),
      ...(watchable
        ? []
        : [
            warning(
              "Nothing tells of changes in users_dir, so what agents write is seen only after some seconds",
              "Keep it on a local file system; with many users, raise fs.inotify.max_user_watches.",
            ),
          ]),
    ];
  } catch (error) {
    return [failure(`Nothing can be made in users_dir: ${reason(error)}`, OWNERSHIP)];
  }
}

async function homes(
  usersDir: string,
  { dev }: Stats,
  uid: number | undefined,
): Promise<readonly Diagnosis[]> {
  const owners = await listHomes(usersDir);
  const problems = owners.flatMap(
    (owner) => homeProblem(homePath(usersDir, owner), { uid, device: dev }) ?? [],
  );
  const more = problems.length - MOST_NAMED;
  return [
    ...problems.slice(0, MOST_NAMED).map((text) => warning(`A home cannot be used: ${text}`, OWNERSHIP)),
    ...(more > 0 ? [warning(`${more} more homes cannot be used`, OWNERSHIP)] : []),
  ];
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // Not to be reached is as good as not there: the sentence says where to look.
    return undefined;
  }
}

function failure(text: string, hint?: string): Diagnosis {
  return { state: "failure", text, ...(hint === undefined ? {} : { hint }) };
}

function warning(text: string, hint: string): Diagnosis {
  return { state: "warning", text, hint };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
