import type { Terminal } from "./terminal.ts";

const ELSEWHERE = ["CI", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"];

/** Whether to open the browser: as told, else when a person sits at this machine. */
export function shouldOpen(
  told: boolean | undefined,
  { stdout, env }: Pick<Terminal, "stdout" | "env">,
): boolean {
  return told ?? (stdout.isTTY === true && ELSEWHERE.every((name) => (env[name] ?? "") === ""));
}
