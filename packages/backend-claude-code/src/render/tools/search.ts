import type { JsonObject, ToolResultView, ToolView } from "@vibedeck/core";
import { own } from "@vibedeck/core";
import { countField, filledField, flagField, numberField, textField, textsField } from "../../entry/index.ts";
import { type Answer, textAnswer } from "./answer.ts";

type SearchView = Extract<ToolView, { kind: "search" }>;

/** Searches in files. */
export function grepCall(input: JsonObject): SearchView | undefined {
  const type = filledField(input, "type");
  const mode = [filledField(input, "output_mode"), ...grepFlags(input)]
    .filter((part) => part !== undefined)
    .join(" ");
  const search = searchCall(
    input,
    filledField(input, "glob") ?? (type === undefined ? undefined : `type ${type}`),
  );
  return search && { ...search, ...(mode === "" ? {} : { mode }) };
}

/** Searches for files by name. */
export function globCall(input: JsonObject): SearchView | undefined {
  return searchCall(input, undefined);
}

/** Lists a directory. */
export function listCall(input: JsonObject): SearchView | undefined {
  const path = filledField(input, "path");
  return path === undefined ? undefined : { kind: "search", pattern: "*", path, mode: "list" };
}

function searchCall(input: JsonObject, glob: string | undefined): SearchView | undefined {
  const pattern = textField(input, "pattern");
  if (pattern === undefined) return undefined;
  const path = filledField(input, "path");
  return {
    kind: "search",
    pattern,
    ...(path === undefined ? {} : { path }),
    ...(glob === undefined ? {} : { glob }),
  };
}

const NUMBERS = ["-A", "-B", "-C", "context", "head_limit", "offset"] as const;

function grepFlags(input: JsonObject): readonly string[] {
  const flags = ["-i", "multiline"].filter((flag) => flagField(input, flag));
  const numbers = NUMBERS.flatMap((flag) => {
    const value = numberField(input, flag);
    return value === undefined ? [] : `${flag} ${value}`;
  });
  return [...flags, ...numbers];
}

/** `{ mode, filenames, numFiles, content?, numLines?, numMatches?, appliedLimit? }` */
export function matchesResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const mode = textField(detail, "mode");
  if (mode === undefined || !Array.isArray(own(detail, "filenames"))) return undefined;
  const count = countField(
    detail,
    mode === "content" ? "numLines" : mode === "count" ? "numMatches" : "numFiles",
  );
  const content = textField(detail, "content");
  const files = textsField(detail, "filenames");
  const text = content === undefined || content === "" ? (files.length === 0 ? answer.text : "") : content;
  return {
    kind: "matches",
    files,
    ...(count === undefined ? {} : { count }),
    ...(text === "" ? {} : { text }),
    ...(countField(detail, "appliedLimit") === undefined ? {} : { truncated: true }),
  };
}

/** `{ filenames, numFiles, truncated, durationMs }` */
export function filesResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const count = countField(detail, "numFiles");
  if (count === undefined || !Array.isArray(own(detail, "filenames"))) return undefined;
  const files = textsField(detail, "filenames");
  if (files.length === 0) return textAnswer(answer);
  return { kind: "matches", files, count, ...(flagField(detail, "truncated") ? { truncated: true } : {}) };
}
