const VERSION = /^(\d{1,4})\.(\d{1,4})\.(\d{1,6})/;

/** The first version of Claude Code that writes why an answer ended. */
const SINCE = 2_001_076;

/** Whether the writer of a line records `stop_reason`; one without a version is taken for an old one. */
export function recordsStopReason(version: string | null): boolean {
  const parts = version === null ? null : VERSION.exec(version);
  if (parts === null) return false;
  const [, major, minor, patch] = parts.map(Number);
  return (major ?? 0) * 1_000_000 + (minor ?? 0) * 1_000 + (patch ?? 0) >= SINCE;
}
