import type { Stats } from "node:fs";
import { FileRefused } from "./refusal.ts";

/** Throws unless it is a regular file of the right device and size. */
export function admitFile(stats: Stats, device: number, relativePath: string, maxSize: number): void {
  if (stats.isSymbolicLink()) throw new FileRefused("symlink", relativePath);
  if (!stats.isFile()) throw new FileRefused("not-a-file", relativePath);
  if (stats.dev !== device) throw new FileRefused("other-device", relativePath);
  if (stats.size > maxSize) throw new FileRefused("too-large", relativePath);
}
