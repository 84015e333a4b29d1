/** Signals a process, or with a negative number a group. Nothing happens when it is gone or is not ours to signal. */
export function sendSignal(pid: number, name: NodeJS.Signals): void {
  // These mean the server's own group, init, and everybody.
  if (Math.abs(pid) <= 1) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!isErrno(error, "ESRCH", "EPERM")) throw error;
  }
}

/** Whether a group has members. */
export function groupIsThere(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return isErrno(error, "EPERM");
  }
}

/** Tells whether an error is one of the system's, with one of these codes. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
