import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/** Tells one boot of the machine from another: what was written before a power cut may not have reached the disk. */
export function bootMark(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Systems without /proc: the minute of the boot is as good.
    return `booted ${Math.round((Date.now() / 1000 - uptime()) / 60)}`;
  }
}
