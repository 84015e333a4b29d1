import { createHash } from "node:crypto";
import { birthTime } from "./birth-time.ts";
import type { BeneathFile } from "./opened-regular-file.ts";

const LINE_FEED = 0x0a;
const head = Buffer.alloc(4_096);

/**
 * Names the life of a file: the same for as long as a file only grows, another one once it was replaced or rewritten
 * from its first line on. 16 URL-safe characters of a hash over device, inode, time of birth and the first line.
 * @returns `undefined` while the file is too short to tell: neither a whole line nor 4,096 bytes.
 */
export function generation(file: BeneathFile): string | undefined {
  const filled = file.read(head, 0);
  const feed = head.subarray(0, filled).indexOf(LINE_FEED);
  if (feed === -1 && filled < head.length) return undefined;
  const { dev, ino } = file.stat;
  return createHash("sha256")
    .update(`${dev} ${ino} ${birthTime(file.stat)}\n`)
    .update(head.subarray(0, feed === -1 ? head.length : feed))
    .digest("base64url")
    .slice(0, 16);
}
