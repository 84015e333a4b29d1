import { type FolderEntry, VibeDeckError } from "@vibedeck/core";
import { PROGRAMS } from "../image.ts";
import type { RunResult, Sandbox, SandboxRuntime } from "../sandbox-runtime.ts";

const MAX_PATH_BYTES = 8 * 1024;
const MAX_LIST_BYTES = 1024 * 1024;
const MAX_NAMES = 1_000;

/** What `folder` exits with. */
const MISSING = 4;
const NO_FOLDER = 5;
const REFUSED = 6;

/**
 * Checks a folder inside, and makes it when told to.
 * @returns its path without links.
 * @throws `VibeDeckError` `FOLDER_MISSING`, `BAD_REQUEST`, `UNAVAILABLE`.
 */
export async function innerFolder(
  runtime: SandboxRuntime,
  sandbox: Sandbox,
  path: string,
  create: boolean,
): Promise<string> {
  const argv = [`${PROGRAMS}/folder`, path, create ? "make" : "check"] as const;
  const signal = new AbortController().signal;
  const found = await runtime.run(sandbox, argv, { signal, maxBytes: MAX_PATH_BYTES });
  const real = textsOf(found)[0];
  if (found.code === 0 && real !== undefined && real.startsWith("/")) return real;
  throw problem(path, found.code, create);
}

/** What lies in a folder inside, directories first; empty when it cannot be read. */
export async function innerList(
  runtime: SandboxRuntime,
  sandbox: Sandbox,
  path: string,
): Promise<readonly FolderEntry[]> {
  const signal = new AbortController().signal;
  const found = await runtime.run(sandbox, [`${PROGRAMS}/list`, path], { signal, maxBytes: MAX_LIST_BYTES });
  const entries = textsOf(found).flatMap((text) => {
    const name = text.slice(1);
    // Such a name could not be handed back as a path.
    if (name === "" || name.includes("/") || /[\p{Cc}\u2028\u2029\ufffd]/u.test(name)) return [];
    return [{ name, directory: text.startsWith("d") }];
  });
  return entries.sort(inOrder).slice(0, MAX_NAMES);
}

function textsOf({ stdout }: RunResult): readonly string[] {
  return stdout.toString("utf8").split("\0").slice(0, -1);
}

function inOrder(one: FolderEntry, other: FolderEntry): number {
  const rank = (entry: FolderEntry): number =>
    (entry.directory ? 0 : 2) + (entry.name.startsWith(".") ? 1 : 0);
  return rank(one) - rank(other) || (one.name < other.name ? -1 : 1);
}

function problem(path: string, code: number | null, create: boolean): VibeDeckError {
  if (code === REFUSED) {
    return new VibeDeckError("BAD_REQUEST", "The folder must be in your home.", {
      hint: "For example ~/project",
    });
  }
  if (code === null || (code > 2 && code !== MISSING && code !== NO_FOLDER)) {
    return new VibeDeckError("UNAVAILABLE", "Your sandbox could not look at the folder.", {
      hint: "Try again in a moment.",
    });
  }
  const why = code === NO_FOLDER ? "is a file" : create ? "cannot be made" : "is not there";
  return new VibeDeckError("FOLDER_MISSING", `The folder ${path} ${why}.`, {
    hint: "Choose another folder, or let it be made.",
  });
}
