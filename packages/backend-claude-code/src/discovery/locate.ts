import { isUuid } from "../cli/check-settings.ts";

/** Longer names are cut, and get a hash whose kind depends on how the tool was built. */
const MAX_NAME = 200;

/**
 * Where the transcript of a session lies that is started in `cwd`, relative to `projects`: the directory is named by
 * the path, with a hyphen for everything but ASCII letters and digits.
 * @returns `undefined` when it cannot be told beforehand.
 */
export function locateTranscript(sessionId: string, cwd: string): string | undefined {
  const name = cwd.replaceAll(/[^A-Za-z0-9]/g, "-");
  if (name === "" || name.length > MAX_NAME || !isUuid(sessionId)) return undefined;
  return `${name}/${sessionId}.jsonl`;
}
