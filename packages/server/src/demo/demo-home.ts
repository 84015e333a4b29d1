import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { JsonObject } from "@vibedeck/core";
import type { Written } from "./script/beat.ts";

/** A temporary home directory with transcripts as Claude Code leaves them. */
export class DemoHome {
  readonly path: string;
  readonly #projects: string;

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), "vibedeck-demo-"));
    this.#projects = join(this.path, ".claude", "projects");
    mkdirSync(this.#projects, { recursive: true });
  }

  /** Writes what has happened; each file is as old as its last line. */
  write(lines: readonly Written[]): void {
    const files = byFile(lines);
    for (const [file, written] of files) {
      const path = this.#make(file);
      writeFileSync(path, written.map(({ line }) => `${JSON.stringify(line)}\n`).join(""), { mode: 0o600 });
      const last = new Date(written.at(-1)?.at ?? 0);
      utimesSync(path, last, last);
    }
  }

  append(file: string, line: JsonObject): void {
    appendFileSync(this.#make(file), `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }

  /** Removes a session, and the folder of its sub-agents. */
  remove(file: string): void {
    rmSync(join(this.#projects, file), { force: true });
    rmSync(join(this.#projects, file.slice(0, -".jsonl".length)), { recursive: true, force: true });
  }

  /** Removes everything. */
  removeAll(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }

  #make(file: string): string {
    const path = join(this.#projects, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  }
}

function byFile(lines: readonly Written[]): ReadonlyMap<string, readonly Written[]> {
  const files = new Map<string, Written[]>();
  for (const line of lines) {
    const known = files.get(line.file);
    if (known === undefined) files.set(line.file, [line]);
    else known.push(line);
  }
  return files;
}
