import { closeSync, lstatSync, mkdirSync, openSync, readSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isVibeDeckError } from "@vibedeck/core";
import { FileRefused, openBeneath } from "@vibedeck/core/host";

/** A session of which both users have one with the same name. */
export const SESSION = "3f2b8c1e-0000-4000-8000-000000000001";

/** Where it lies below a home. */
export const TRANSCRIPT: string = `.claude/projects/-root/${SESSION}.jsonl`;

/** What only bob has. */
export const SECRET = "the secret of bob";

/** A line as Claude Code writes it. */
export function lineOf(text: string, uuid = "11111111-2222-4333-8444-555555555555"): string {
  const message = { role: "user", content: text };
  const entry = {
    type: "user",
    uuid,
    parentUuid: null,
    isSidechain: false,
    sessionId: SESSION,
    cwd: "/root",
  };
  return `${JSON.stringify({ ...entry, timestamp: "2026-01-01T00:00:00.000Z", version: "2.1.330", message })}\n`;
}

/** Writes the session of a home. */
export function writeSession(home: string, ...texts: readonly string[]): void {
  mkdirSync(dirname(join(home, TRANSCRIPT)), { recursive: true });
  writeFileSync(join(home, TRANSCRIPT), texts.map((text) => lineOf(text)).join(""));
}

/** How often each thing happened. */
export type Tally = Map<string, number>;

/** Reads a transcript of alice as the server does, once. @returns `own`, `foreign`, or why it was refused. */
export function readSafely(home: string): string {
  try {
    using file = openBeneath({ path: home, trusted: false }, TRANSCRIPT);
    const buffer = Buffer.alloc(512);
    return judged(buffer.toString("utf8", 0, file.read(buffer, 0)));
  } catch (error) {
    if (isVibeDeckError(error) && error instanceof FileRefused) return error.reason;
    throw error;
  }
}

/** The same in the way that comes to mind first. */
export function readNaively(home: string): string {
  const path = join(home, TRANSCRIPT);
  try {
    if (!lstatSync(path).isFile()) return "refused";
    const descriptor = openSync(path, "r");
    const buffer = Buffer.alloc(512);
    const text = buffer.toString("utf8", 0, readSync(descriptor, buffer, 0, buffer.length, 0));
    closeSync(descriptor);
    return judged(text);
  } catch {
    return "refused";
  }
}

/** Runs something so many times, giving other work its turn in between. */
export async function tally(times: number, once: () => string): Promise<Tally> {
  const seen: Tally = new Map();
  for (let count = 0; count < times; count++) {
    const result = once();
    seen.set(result, (seen.get(result) ?? 0) + 1);
    if (count % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
  }
  return seen;
}

function judged(text: string): string {
  if (text.includes(SECRET)) return "foreign";
  return text.includes("alice") ? "own" : `neither: ${JSON.stringify(text.slice(0, 60))}`;
}
