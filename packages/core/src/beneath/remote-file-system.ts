import { statfsSync } from "node:fs";

/** `f_type` of file systems that other machines can write to; the kernel's inotify knows only of what this one does. */
const REMOTE: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x01021997, "9P"],
  [0x65735546, "FUSE"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x786f4256, "a VirtualBox share"],
]);

/** What kind of shared file system a type number is; `undefined` for a local one. Linux's numbers. */
export function remoteKind(type: number): string | undefined {
  // Node gives the number signed on some systems.
  return REMOTE.get(type >>> 0);
}

/** What kind of shared file system a directory is on; `undefined` for a local one, and where nobody can tell. */
export function remoteFileSystem(path: string): string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return remoteKind(statfsSync(path).type);
  } catch {
    // A directory that cannot be asked will not be read either, and that is reported.
    return undefined;
  }
}
