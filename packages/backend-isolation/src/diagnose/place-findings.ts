import { realpathSync, statSync } from "node:fs";
import type { Diagnosis } from "@vibedeck/core";
import { mountTable } from "../homes/mount-options.ts";
import { type FileSystem, fileSystemOf } from "./file-system-of.ts";
import { fine, warning } from "./findings.ts";

const WORLD_WRITE = 0o002;

/** Whether homes are kept from filling the disk. */
export function quotaFindings(usersDir: string): readonly Diagnosis[] {
  try {
    const table = mountTable();
    return table === undefined ? [] : quotaOf(fileSystemOf(realpathSync(usersDir), table));
  } catch {
    // That it is not there is told by whoever looks at the directory itself.
    return [];
  }
}

/** The same for a mount. Pure. */
export function quotaOf(mount: FileSystem | undefined): readonly Diagnosis[] {
  if (mount === undefined) return [];
  if (mount.options.some((option) => option === "prjquota" || option === "pquota")) {
    return [fine(`users_dir is on ${mount.type} with project quotas; limits are set for each home`)];
  }
  return [
    warning(
      `Nothing keeps one home from filling the disk of all (${mount.type} without project quotas)`,
      "docs/operating.md makes a file system with a quota for each home.",
    ),
  ];
}

/** Who beside the server can use the engine: whoever can is root of this machine. */
export function socketFindings(dockerHost: string): readonly Diagnosis[] {
  if (!dockerHost.startsWith("unix://")) {
    return [
      warning(
        `The engine is reached over the network (${dockerHost}): whoever else reaches it there is root of its machine`,
        "See to it that sandboxes and other machines cannot, and that homes lie at the same path on its machine.",
      ),
    ];
  }
  const path = dockerHost.slice("unix://".length);
  try {
    if ((statSync(path).mode & WORLD_WRITE) === 0) return [];
  } catch {
    // That it cannot be reached is told by whoever asks the engine.
    return [];
  }
  return [
    warning(
      `Every account of this machine can use the engine's socket ${path}, and with it become root`,
      `chmod o-rw ${path}`,
    ),
  ];
}
