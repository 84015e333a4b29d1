import { readFileSync } from "node:fs";
import type { Finding } from "./finding.ts";

/** Whether the kernel lets one user watch that many directories. @param procfs for tests. */
export function watchFindings(
  directories: number,
  procfs: string = "/proc/sys/fs/inotify",
): readonly Finding[] {
  const limit = readLimit(`${procfs}/max_user_watches`);
  if (limit === undefined) return [];
  const text = `${directories} directories to watch; inotify allows ${limit} for all programs of a user`;
  if (directories * 2 < limit) return [{ state: "ok", text }];
  return [
    {
      state: "warning",
      text: `${text}. What cannot be watched is looked at every now and then, and shows up later.`,
      hint: `sudo sysctl fs.inotify.max_user_watches=${Math.max(524_288, directories * 4)}`,
    },
  ];
}

function readLimit(path: string): number | undefined {
  try {
    const value = Number(readFileSync(path, "utf8"));
    return Number.isInteger(value) ? value : undefined;
  } catch {
    // Only Linux has it, and only Linux has the limit.
    return undefined;
  }
}
