import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { RawEntry } from "@vibedeck/core";
import { createJsonlTailer } from "@vibedeck/core/jsonl";

const CORPUS = fileURLToPath(new URL("../../../../../shared/claude-transcripts", import.meta.url));

/** Whether the real transcripts are here. */
export const hasCorpus: boolean = existsSync(join(CORPUS, "files", "MANIFEST.tsv"));

/** What the corpus' list says of a file, by column. */
export type ManifestRow = ReadonlyMap<string, string>;

/** A file of the home that was laid out. */
export interface HomeFile {
  /** Relative to `projects`. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly row: ManifestRow | undefined;
}

/** Lays the corpus out as a configuration directory of Claude Code and reads it back. */
export function readCorpusHome(): readonly HomeFile[] {
  const home = mkdtempSync(join(tmpdir(), "vibedeck-corpus-"));
  try {
    execFileSync(process.execPath, [join(CORPUS, "build-home.mjs"), "files", home]);
    const rows = manifest();
    const projects = join(home, "projects");
    return readdirSync(projects, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => {
        const path = join(item.parentPath, item.name);
        const bytes = readFileSync(path);
        return { path: relative(projects, path), bytes, row: rows.get(blobHash(bytes)) };
      });
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** All entries of a file, also the one that a missing last line feed leaves unfinished. */
export function entriesOfFile(bytes: Buffer): readonly RawEntry[] {
  const whole = bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from("\n")]);
  const file = {
    size: whole.length,
    read: (into: Uint8Array, position: number) => whole.copy(into, 0, position),
  };
  const budget = { bytes: 1 << 30, entries: 1 << 30 };
  const tailer = createJsonlTailer();
  const entries: RawEntry[] = [];
  let result = tailer.read(file, { offset: 0 }, budget);
  entries.push(...result.entries);
  while (!result.atEnd) {
    result = tailer.read(file, result.next, budget);
    entries.push(...result.entries);
  }
  return entries;
}

function manifest(): ReadonlyMap<string, ManifestRow> {
  const text = readFileSync(join(CORPUS, "files", "MANIFEST.tsv"), "utf8");
  const [head = [], ...rows] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  const named = rows.map((row) => new Map(head.map((name, index) => [name, row[index] ?? ""] as const)));
  return new Map(named.map((row) => [row.get("git_blob_sha1") ?? "", row]));
}

function blobHash(bytes: Buffer): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
