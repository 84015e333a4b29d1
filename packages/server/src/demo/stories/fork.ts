import type { JsonObject } from "@vibedeck/core";
import type { Written } from "../script/beat.ts";
import { uuid } from "../script/ids.ts";

/** What a fork begins with: the lines of the original, under its own session id. */
export function forked(original: readonly Written[], sessionId: string, lines: number): readonly Written[] {
  return original.slice(0, lines).map(({ file, at, line }) => ({
    file: file.replace(/[^/]+\.jsonl$/, `${sessionId}.jsonl`),
    at,
    line: { ...line, sessionId },
  }));
}

/** Links the first line that is new to the last one that was copied. */
export function continued(written: readonly Written[], copied: readonly Written[]): readonly Written[] {
  const parent = copied.findLast(({ line }) => typeof line["uuid"] === "string")?.line["uuid"] ?? uuid();
  const first = written.findIndex(({ line }) => typeof line["uuid"] === "string");
  return written.map((item, index) =>
    index === first ? { ...item, line: { ...item.line, parentUuid: parent } satisfies JsonObject } : item,
  );
}
