import type { Discovery, Root } from "@vibedeck/core";
import { FileRefused, listBeneath, type MountedBackend, reasonOf } from "@vibedeck/core/host";
import { firstRoots } from "../first-roots.ts";
import type { Finding } from "./finding.ts";

/** What was found below the roots of all backends. */
export interface RootFindings {
  readonly findings: readonly Finding[];
  /** How many directories a server would watch. */
  readonly directories: number;
}

interface Count {
  readonly transcripts: number;
  readonly bytes: number;
  readonly directories: number;
  /** True when there was no time or no right to look at everything. */
  readonly partial: boolean;
}

const COUNTING_MS = 5_000;
const DEFAULT_DEPTH = 6;

/** Asks each backend for its roots and counts the transcripts below. */
export async function rootFindings(backends: readonly MountedBackend[]): Promise<RootFindings> {
  const findings: Finding[] = [];
  let directories = 0;
  for (const { backend } of backends) {
    try {
      const { discovery } = backend;
      for (const root of await firstRoots(backend.id, discovery)) {
        const { finding, count } = lookAt(backend.title, discovery, root);
        findings.push(finding);
        directories += count;
      }
    } catch (error) {
      findings.push({
        state: "failure",
        text: `Backend ${backend.id} cannot say where its sessions are: ${reasonOf(error)}`,
      });
    }
  }
  return { findings, directories };
}

function lookAt(
  title: string,
  discovery: Discovery,
  root: Root,
): { readonly finding: Finding; readonly count: number } {
  try {
    const { transcripts, bytes, directories, partial } = countBelow(discovery, root);
    const amount = `${partial ? "at least " : ""}${transcripts} transcripts, ${(bytes / 1_000_000).toFixed(1)} MB`;
    return { finding: { state: "ok", text: `${root.path}: ${amount}` }, count: directories };
  } catch (error) {
    return { finding: refusal(title, root, error), count: 0 };
  }
}

function refusal(title: string, root: Root, error: unknown): Finding {
  if (error instanceof FileRefused && error.reason === "missing") {
    return {
      state: "warning",
      text: `${root.path} is not there yet`,
      hint: `It is watched for: sessions show up once ${title} writes there.`,
    };
  }
  return {
    state: "failure",
    text: `${root.path} cannot be read: ${reasonOf(error)}`,
    hint: "Check its owner and its permissions.",
  };
}

function countBelow(discovery: Discovery, root: Root): Count {
  const until = performance.now() + COUNTING_MS;
  const pending: { readonly path: string; readonly depth: number }[] = [{ path: "", depth: 0 }];
  let [transcripts, bytes, directories, partial] = [0, 0, 0, false];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (performance.now() > until) return { transcripts, bytes, directories, partial: true };
    const { path, depth } = next;
    const entries = entriesOf(root, path);
    directories += 1;
    partial ||= entries === undefined;
    for (const { name, kind, size } of entries ?? []) {
      const below = path === "" ? name : `${path}/${name}`;
      if (
        kind === "dir" &&
        depth < (root.maxDepth ?? DEFAULT_DEPTH) &&
        (discovery.enter?.(root, below) ?? true)
      ) {
        pending.push({ path: below, depth: depth + 1 });
      } else if (kind === "file" && discovery.identify(root, below) !== undefined) {
        transcripts += 1;
        bytes += size;
      }
    }
  }
  return { transcripts, bytes, directories, partial };
}

/** `undefined` for a directory that may not be read; the root itself must be. */
function entriesOf(root: Root, path: string): ReturnType<typeof listBeneath>["entries"] | undefined {
  try {
    return listBeneath(root, path, { limit: 100_000 }).entries;
  } catch (error) {
    if (path === "" || !(error instanceof FileRefused)) throw error;
    return undefined;
  }
}
