import { INNER_HOME } from "../image.ts";

/** What every agent is given. Nothing of the server's own environment is. */
const BASE: Readonly<Record<string, string>> = {
  HOME: INNER_HOME,
  USER: "root",
  LOGNAME: "root",
  SHELL: "/bin/sh",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
  TERM: "dumb",
  // Claude Code asks for it where it runs as root.
  IS_SANDBOX: "1",
};

/** The environment of an agent: ours, the operator's for it, the command's own. Later ones win. */
export function innerEnvironment(
  given: Readonly<Record<string, string>>,
  command: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...BASE, ...given, ...command };
}
