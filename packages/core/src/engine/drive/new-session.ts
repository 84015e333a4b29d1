import { randomUUID } from "node:crypto";
import { VibeDeckError } from "../../errors.ts";
import type { MountedBackend } from "../../host/mounted.ts";
import type { Root } from "../../parts.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { DriveHost } from "./seams.ts";

const MAX_TITLE = 100;

/** A session that is not there yet, under the key that it will have. */
export interface NewSession {
  readonly record: FileRecord;
  /** The tool's id of it. */
  readonly toolId: string;
  readonly title: string;
}

/**
 * Makes the record of a new session.
 * @throws `VibeDeckError` `NOT_SUPPORTED` when the backend cannot tell where the transcript will lie.
 */
export function newSession(
  host: DriveHost,
  mounted: MountedBackend,
  roots: readonly Root[],
  cwd: string,
  text: string,
): NewSession {
  const { discovery, title: tool } = mounted.backend;
  const title = titleOf(text);
  for (const root of roots) {
    const toolId = randomUUID();
    const path = discovery.locate?.(root, toolId, cwd);
    if (path === undefined) continue;
    return { record: host.expect(mounted, root, path, title, cwd), toolId, title };
  }
  throw cannotRun(`${tool} sessions cannot be started from here.`);
}

/**
 * Where a person's sessions lie. Who has none there has no business with the machine that the tool runs on, its
 * folders included.
 * @throws `VibeDeckError` `UNAVAILABLE` when there is no root of theirs.
 */
export function rootsOf(host: DriveHost, { backend }: MountedBackend, user: string): readonly Root[] {
  const roots = host.roots(backend.id, user);
  if (roots.length > 0) return roots;
  throw new VibeDeckError("UNAVAILABLE", `There is no place for your ${backend.title} sessions yet.`, {
    hint: "Try again in a moment; if it stays so, tell the operator.",
  });
}

/** How long a place may take to be found that was just made for its first user, in milliseconds. */
const FOUND_MS = 10_000;

/**
 * The same, for somebody who may come for the first time: a backend that keeps a place for each of its users makes it
 * when it is first asked for a folder there.
 */
export async function placeOf(
  host: DriveHost,
  mounted: MountedBackend,
  user: string,
): Promise<readonly Root[]> {
  const { id, cli } = mounted.backend;
  if (host.roots(id, user).length === 0 && cli.places?.onDemand === true && cli.folder !== undefined) {
    await cli.folder("~", user, false);
    await host.rootNamed(id, user, AbortSignal.timeout(FOUND_MS));
  }
  return rootsOf(host, mounted, user);
}

/** The backend to start in. @throws `VibeDeckError` `BAD_REQUEST`, `NOT_SUPPORTED`. */
export function runnable(backends: readonly MountedBackend[], id: string | undefined): MountedBackend {
  const able = backends.filter(({ backend }) => backend.capabilities.run === true);
  if (id !== undefined) {
    const chosen = backends.find(({ backend }) => backend.id === id);
    if (chosen === undefined) throw new VibeDeckError("BAD_REQUEST", "There is no such backend.");
    if (!able.includes(chosen))
      throw cannotRun(`${chosen.backend.title} sessions cannot be started from here.`);
    return chosen;
  }
  const [only, another] = able;
  if (only === undefined) throw cannotRun("No backend of this server can start sessions.");
  if (another !== undefined) {
    throw new VibeDeckError("BAD_REQUEST", "Say which backend to start the session with.");
  }
  return only;
}

function cannotRun(message: string): VibeDeckError {
  return new VibeDeckError("NOT_SUPPORTED", message);
}

function titleOf(text: string): string {
  const line = text.trim().split("\n", 1)[0]?.trim() ?? "";
  const plain = line.replaceAll(/\p{Cc}/gu, " ");
  return plain.length <= MAX_TITLE ? plain : `${plain.slice(0, MAX_TITLE).toWellFormed()}…`;
}
