import type { FolderEntry } from "../../cli.ts";
import type { AgentInfo } from "../../conversation.ts";
import { isVibeDeckError, VibeDeckError } from "../../errors.ts";
import type { MountedBackend } from "../../host/mounted.ts";
import { folderOf } from "./action-for.ts";
import { checkPath, hasControls } from "./check-text.ts";
import type { DriverCore } from "./driver-core.ts";
import type { Lane } from "./lane.ts";

const MAX_DIRS = 20;

/** A folder as the tool will see it. @throws `VibeDeckError` `BAD_REQUEST`, `FOLDER_MISSING`. */
export async function checkedFolder(
  { backend }: MountedBackend,
  owner: string,
  path: string,
  create: boolean,
): Promise<string> {
  checkPath(path);
  const { cli } = backend;
  if (cli.folder !== undefined) return cli.folder(path, owner, create);
  if (path.startsWith("/") && !path.split("/").includes("..")) return path;
  throw new VibeDeckError("BAD_REQUEST", "The folder must be an absolute path.");
}

/** @throws `VibeDeckError` `BAD_REQUEST`, `FOLDER_MISSING`. */
export async function checkedDirs(
  mounted: MountedBackend,
  owner: string,
  paths: readonly string[] = [],
): Promise<readonly string[]> {
  if (paths.length > MAX_DIRS) {
    throw new VibeDeckError("BAD_REQUEST", `At most ${MAX_DIRS} more folders can be added.`);
  }
  return Promise.all(paths.map((path) => checkedFolder(mounted, owner, path, false)));
}

/** What the tool offers in a folder that was checked. */
export async function infoIn(
  core: DriverCore,
  mounted: MountedBackend,
  owner: string,
  cwd: string,
): Promise<AgentInfo> {
  core.requireRunning();
  const [root] = core.host.roots(mounted.backend.id, owner);
  return core.infos.get({ mounted, owner, root, cwd });
}

/** What the tool offers in a session's folder. */
export async function infoOf(core: DriverCore, lane: Lane): Promise<AgentInfo> {
  const running = lane.seat.agent?.info;
  if (running !== undefined) return running;
  const { mounted, owner } = lane.record;
  return infoIn(core, mounted, owner, await checkedFolder(mounted, owner, folderOf(lane), false));
}

/** Names below a session's folder. @throws `VibeDeckError` `BAD_REQUEST` for a path that leaves it. */
export async function listBelow(lane: Lane, path: string): Promise<readonly FolderEntry[]> {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (path.startsWith("/") || path.length > 4_096 || hasControls(path) || parts.includes(".."))
    throw outside();
  const { mounted, owner } = lane.record;
  const { cli } = mounted.backend;
  if (cli.list === undefined) return [];
  try {
    const base = await checkedFolder(mounted, owner, folderOf(lane), false);
    const wanted = await checkedFolder(mounted, owner, [base, ...parts].join("/"), false);
    // A link in the folder may lead out of it.
    if (wanted !== base && !wanted.startsWith(base.endsWith("/") ? base : `${base}/`)) throw outside();
    return await cli.list(wanted, owner);
  } catch (error) {
    if (isVibeDeckError(error) && error.code === "FOLDER_MISSING") return [];
    throw error;
  }
}

function outside(): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", "The path must stay below the session's folder.");
}
