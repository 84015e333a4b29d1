import type { JsonObject, ToolResultView, ToolView } from "@vibedeck/core";
import { own } from "@vibedeck/core";
import {
  contentText,
  countField,
  filledField,
  firstLine,
  numberField,
  objectField,
  objectsField,
  textField,
} from "../../entry/index.ts";
import { base64Image, rawData } from "../image.ts";
import { count, plural } from "../words.ts";
import { type Answer, textAnswer } from "./answer.ts";

/** Reads a file, or a part of it. */
export function readCall(input: JsonObject): ToolView | undefined {
  const path = textField(input, "file_path") ?? textField(input, "notebook_path");
  if (path === undefined) return undefined;
  const offset = numberField(input, "offset");
  const limit = numberField(input, "limit");
  const pages = filledField(input, "pages");
  return {
    kind: "read",
    path,
    ...(offset === undefined ? {} : { offset }),
    ...(limit === undefined ? {} : { limit }),
    ...(pages === undefined ? {} : { pages }),
  };
}

/** `{ type, file }`: a text, an image, a PDF, a notebook, or the news that nothing changed. */
export function readResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const file = objectField(detail, "file");
  const type = textField(detail, "type");
  if (file === undefined || type === undefined) return undefined;
  if (type === "text") return textFile(file, answer);
  if (type === "image") return imageFile(file, answer);
  if (type === "notebook") return notebookFile(file, answer);
  return textAnswer(answer, otherFile(type, file, answer.text));
}

function textFile(file: JsonObject, answer: Answer): ToolResultView | undefined {
  const path = textField(file, "filePath");
  const text = textField(file, "content");
  if (path === undefined || text === undefined) return undefined;
  // An empty range comes with a warning that says why.
  if (text === "" && answer.text !== "") return textAnswer(answer);
  const totalLines = countField(file, "totalLines");
  return {
    kind: "file",
    path,
    text,
    startLine: countField(file, "startLine") ?? 1,
    ...(totalLines === undefined ? {} : { totalLines }),
  };
}

function imageFile(file: JsonObject, answer: Answer): ToolResultView {
  if (answer.images.length > 0) return textAnswer(answer);
  const image = base64Image(textField(file, "type"), rawData(file, "base64"));
  if (image.type === "image") return textAnswer({ ...answer, images: [image] });
  return textAnswer(answer, answer.text === "" ? image.text : answer.text);
}

function notebookFile(file: JsonObject, answer: Answer): ToolResultView {
  const path = textField(file, "filePath");
  const cells = objectsField(file, "cells");
  if (path === undefined || cells.length === 0) return textAnswer(answer);
  const text = cells.map((cell, index) => cellText(cell, index)).join("\n\n");
  return { kind: "file", path, text, startLine: 1 };
}

function cellText(cell: JsonObject, index: number): string {
  const kind = textField(cell, "cellType") ?? textField(cell, "cell_type") ?? "cell";
  return `# %% ${index + 1} ${kind}\n${textField(cell, "source") ?? contentText(own(cell, "source"))}`;
}

function otherFile(type: string, file: JsonObject, text: string): string {
  const size = countField(file, "originalSize");
  const pages = countField(file, "count");
  const facts = [
    type === "file_unchanged"
      ? "The file has not changed since it was read last"
      : firstLine(type, 40).toUpperCase(),
    pages === undefined ? undefined : plural(pages, "page"),
    size === undefined ? undefined : `${count(size)} bytes`,
  ].filter((fact) => fact !== undefined);
  return text === "" ? facts.join(", ") : text;
}

const NUMBERED = /^ {0,6}(\d{1,7})→/;

/**
 * A text whose lines are numbered as the model is given files, where the line has no structure of its own (those of
 * sub-agents often have none). The path is not in it: it is empty, and stands in the call.
 */
export function numberedFile(text: string): ToolResultView | undefined {
  const first = NUMBERED.exec(text);
  if (first === null) return undefined;
  const lines = text.split("\n");
  const bare = lines.map((line) => line.replace(NUMBERED, ""));
  if (lines.some((line, index) => line.length === bare[index]?.length)) return undefined;
  return { kind: "file", path: "", text: bare.join("\n"), startLine: Number(first[1]) };
}
