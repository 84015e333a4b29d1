import { spawnSync } from "node:child_process";

/**
 * Runs a program and waits for its end.
 * @returns {{ ok: boolean, output: string, stdout: string }} `output` is all that it printed.
 */
export function run(command, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  const output = `${stdout ?? ""}${stderr ?? ""}${error === undefined ? "" : `\n${error.message}`}`.trim();
  return { ok: status === 0, output, stdout: (stdout ?? "").trim() };
}

/** Like {@link run}, for what has to work; returns what it printed on stdout. */
export function must(command, args, options) {
  const { ok, output, stdout } = run(command, args, options);
  if (!ok) throw new Error(`${command} ${args.join(" ")} failed:\n${output}`);
  return stdout;
}
