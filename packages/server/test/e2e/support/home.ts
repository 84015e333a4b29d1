import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

const LINE_FEED = 0x0a;

/** A home of Claude Code and a state directory in a temporary folder. */
export class Home {
  readonly base: string = mkdtempSync(join(tmpdir(), "vibedeck-e2e-"));
  readonly configDir: string = join(this.base, "claude");
  readonly projects: string = join(this.configDir, "projects");
  readonly stateDir: string = join(this.base, "state");

  constructor() {
    mkdirSync(this.projects, { recursive: true });
    onTestFinished(() => rmSync(this.base, { recursive: true, force: true, maxRetries: 3 }));
  }

  /** Path of a session's transcript. */
  file(session: number, project = "-somewhere-project"): string {
    return join(this.projects, project, `${uuid(session)}.jsonl`);
  }

  /** Adds lines to a session, which is made when it is new. */
  append(session: number, ...lines: readonly string[]): string {
    const file = this.file(session);
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, lines.map((line) => `${line}\n`).join(""));
    return file;
  }

  /** Writes a session anew. */
  write(session: number, ...lines: readonly string[]): string {
    const file = this.file(session);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
    return file;
  }
}

/** A v4-shaped id that a number is read in. */
export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

/** What a person says. */
export function prompt(n: number, text: string): string {
  return entry(n, { type: "user", message: { role: "user", content: text } });
}

function entry(n: number, what: object): string {
  return JSON.stringify({
    ...what,
    uuid: uuid(n),
    parentUuid: null,
    sessionId: uuid(1),
    timestamp: new Date(1_760_000_000_000 + n * 1_000).toISOString(),
    cwd: "/somewhere/project",
    version: "2.0.0",
  });
}

/** Byte offsets of all complete lines of a file that are not blank. */
export function lineOffsets(file: string): number[] {
  const bytes = readFileSync(file);
  const offsets: number[] = [];
  let start = 0;
  for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, start)) {
    if (feed > start) offsets.push(start);
    start = feed + 1;
  }
  return offsets;
}

/** Ends the last line of a file if it was left half written. */
export function endLastLine(file: string): void {
  const descriptor = openSync(file, "r");
  const last = Buffer.alloc(1);
  const size = readFileSync(file).length;
  if (size > 0) readSync(descriptor, last, 0, 1, size - 1);
  closeSync(descriptor);
  if (size > 0 && last[0] !== LINE_FEED) appendFileSync(file, "\n");
}
