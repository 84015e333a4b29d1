import { mkdir, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { VibeDeckError } from "../errors.ts";
import { checkPath, refuseNoFolder } from "./check-path.ts";

/**
 * Checks a directory to work in, and makes it with its parents when `create` is set.
 * @returns its path with links resolved.
 * @throws `VibeDeckError` `FOLDER_MISSING`, `BAD_REQUEST` for a path that is refused.
 */
export async function localFolder(path: string, home: string, create: boolean): Promise<string> {
  const whole = checkPath(path, home);
  try {
    if (create) await make(whole);
    const real = await realpath(whole);
    refuseNoFolder(real);
    if ((await stat(real)).isDirectory()) return real;
  } catch (cause) {
    if (cause instanceof VibeDeckError) throw cause;
    throw missing(path, create ? "cannot be made" : "is not there", cause);
  }
  throw missing(path, "is a file");
}

async function make(path: string): Promise<void> {
  refuseNoFolder(await presentPart(path));
  await mkdir(path, { recursive: true });
}

/** Where a path really leads as far as it is there: what is made will lie below. */
async function presentPart(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  return real ?? presentPart(dirname(path));
}

function missing(path: string, why: string, cause?: unknown): VibeDeckError {
  const details = {
    hint: "Choose another folder, or let it be made.",
    ...(cause === undefined ? {} : { cause }),
  };
  return new VibeDeckError("FOLDER_MISSING", `The folder ${path} ${why}.`, details);
}
