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

/** How long all homes of a backend together are looked at, in milliseconds. */
const HOMES_MS = 10_000;
const DEFAULT_DEPTH = 6;

/** Asks each backend for its roots and counts the transcripts below. */
export async function rootFindings(backends: readonly MountedBackend[]): Promise<RootFindings> {
  const findings: Finding[] = [];
  let directories = 0;
  for (const { backend } of backends) {
    try {
      const { discovery } = backend;
      const roots = await firstRoots(backend.id, discovery);
      for (const root of roots.filter(({ trusted }) => trusted)) {
        const { finding, count } = lookAt(backend.title, discovery, root);
        findings.push(finding);
        directories += count;
      }
      const homes = lookAtHomes(
        backend.title,
        discovery,
        roots.filter(({ trusted }) => !trusted),
      );
      findings.push(...homes.findings);
      directories += homes.directories;
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
    const count = countBelow(discovery, root, performance.now() + COUNTING_MS);
    const text = `${root.path}: ${amountOf(count)}`;
    return { finding: { state: "ok", text }, count: count.directories };
  } catch (error) {
    return { finding: refusal(title, root, error), count: 0 };
  }
}

/** Homes of users, of which there may be very many: one line for all, and one for those that cannot be read. */
function lookAtHomes(title: string, discovery: Discovery, roots: readonly Root[]): RootFindings {
  if (roots.length === 0) return { findings: [], directories: 0 };
  const until = performance.now() + HOMES_MS;
  let sum: Count = { transcripts: 0, bytes: 0, directories: 0, partial: false };
  let missing = 0;
  const refused: Finding[] = [];
  for (const root of roots) {
    try {
      sum = added(sum, countBelow(discovery, root, until));
    } catch (error) {
      if (isMissing(error)) missing += 1;
      else refused.push(refusal(title, root, error));
    }
  }
  const without = missing === 0 ? "" : `; ${missing} of them have none yet`;
  const text = `${title}: ${roots.length} homes, ${amountOf(sum)}${without}`;
  return { findings: [{ state: "ok", text }, ...summedRefusals(refused)], directories: sum.directories };
}

function summedRefusals(refused: readonly Finding[]): readonly Finding[] {
  const [first] = refused;
  if (first === undefined || refused.length === 1) return refused;
  return [{ ...first, text: `${refused.length} homes cannot be read; the first: ${first.text}` }];
}

function added(a: Count, b: Count): Count {
  return {
    transcripts: a.transcripts + b.transcripts,
    bytes: a.bytes + b.bytes,
    directories: a.directories + b.directories,
    partial: a.partial || b.partial,
  };
}

function amountOf({ transcripts, bytes, partial }: Count): string {
  return `${partial ? "at least " : ""}${transcripts} transcripts, ${(bytes / 1_000_000).toFixed(1)} MB`;
}

function isMissing(error: unknown): boolean {
  return error instanceof FileRefused && error.reason === "missing";
}

function refusal(title: string, root: Root, error: unknown): Finding {
  if (isMissing(error)) {
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

/** @param until when to end, in milliseconds of `performance.now`. */
function countBelow(discovery: Discovery, root: Root, until: number): Count {
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
