import type { DiffHunk, JsonObject, ToolResultView, ToolView } from "@vibedeck/core";
import {
  countField,
  filledField,
  flagField,
  objectsField,
  textField,
  textsField,
} from "../../entry/index.ts";
import { type Answer, textAnswer } from "./answer.ts";

type EditView = Extract<ToolView, { kind: "edit" }>;

/** Replaces a text in a file. */
export function editCall(input: JsonObject): EditView | undefined {
  const path = textField(input, "file_path");
  const edit = oneEdit(input);
  return path === undefined || edit === undefined ? undefined : { kind: "edit", path, edits: [edit] };
}

/** Replaces several texts in a file. */
export function multiEditCall(input: JsonObject): EditView | undefined {
  const path = textField(input, "file_path");
  const edits = objectsField(input, "edits").flatMap((item) => oneEdit(item) ?? []);
  return path === undefined || edits.length === 0 ? undefined : { kind: "edit", path, edits };
}

/** Replaces, inserts or deletes a cell of a notebook; what the cell held before is not in the call. */
export function notebookCall(input: JsonObject): EditView | undefined {
  const path = textField(input, "notebook_path");
  const after = textField(input, "new_source");
  return path === undefined || after === undefined
    ? undefined
    : { kind: "edit", path, edits: [{ before: "", after }] };
}

/** Writes a whole file. */
export function writeCall(input: JsonObject): ToolView | undefined {
  const path = textField(input, "file_path");
  const text = textField(input, "content");
  return path === undefined || text === undefined ? undefined : { kind: "write", path, text };
}

/** `{ type: "create" | "update", filePath, content, structuredPatch }` */
export function writeResult(detail: JsonObject): ToolResultView | undefined {
  const type = textField(detail, "type");
  const path = textField(detail, "filePath");
  if (path === undefined || (type !== "create" && type !== "update")) return undefined;
  const hunks = patch(detail);
  const text = textField(detail, "content");
  const created = type === "create";
  return {
    kind: "diff",
    path,
    hunks,
    ...(created ? { created } : {}),
    ...(hunks.length > 0 || text === undefined ? {} : { text }),
  };
}

/** `{ filePath, oldString, newString, structuredPatch }`, or `{ filePath, edits, structuredPatch }` */
export function editResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const path = textField(detail, "filePath");
  const edited = textField(detail, "newString") ?? objectsField(detail, "edits")[0];
  const hunks = patch(detail);
  if (path === undefined || (edited === undefined && hunks.length === 0)) return undefined;
  // Without a patch the call itself shows the change better than an empty diff does.
  return hunks.length === 0 ? textAnswer(answer) : { kind: "diff", path, hunks };
}

/** `{ cell_number | cell_id, new_source, edit_mode, error }` */
export function notebookResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  if (textField(detail, "new_source") === undefined || textField(detail, "edit_mode") === undefined)
    return undefined;
  const error = filledField(detail, "error");
  return textAnswer(answer, error ?? answer.text);
}

function oneEdit(input: JsonObject): EditView["edits"][number] | undefined {
  const before = textField(input, "old_string");
  const after = textField(input, "new_string");
  if (before === undefined || after === undefined) return undefined;
  return { before, after, ...(flagField(input, "replace_all") ? { all: true } : {}) };
}

function patch(detail: JsonObject): readonly DiffHunk[] {
  return objectsField(detail, "structuredPatch").flatMap((hunk) => {
    const lines = textsField(hunk, "lines");
    if (lines.length === 0) return [];
    return {
      oldStart: line(hunk, "oldStart"),
      oldLines: line(hunk, "oldLines"),
      newStart: line(hunk, "newStart"),
      newLines: line(hunk, "newLines"),
      lines,
    };
  });
}

function line(hunk: JsonObject, key: string): number {
  return Math.min(Math.trunc(countField(hunk, key) ?? 0), Number.MAX_SAFE_INTEGER);
}
