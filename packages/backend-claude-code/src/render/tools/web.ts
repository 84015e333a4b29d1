import { isObject, type JsonObject, own, type ToolResultView, type ToolView } from "@vibedeck/core";
import { countField, filledField, listField, objectsField, safeText, textField } from "../../entry/index.ts";
import type { Answer } from "./answer.ts";

/** Reads a page of the web. */
export function fetchCall(input: JsonObject): ToolView | undefined {
  const url = filledField(input, "url");
  const prompt = filledField(input, "prompt");
  return url === undefined ? undefined : { kind: "fetch", url, ...(prompt === undefined ? {} : { prompt }) };
}

/** Searches the web. */
export function searchCall(input: JsonObject): ToolView | undefined {
  const query = filledField(input, "query");
  return query === undefined ? undefined : { kind: "web-search", query };
}

/** `{ url, code, codeText, bytes, result, durationMs }` */
export function fetchResult(detail: JsonObject): ToolResultView | undefined {
  const text = textField(detail, "result");
  const code = countField(detail, "code");
  if (text === undefined || code === undefined) return undefined;
  const bytes = countField(detail, "bytes");
  const durationMs = countField(detail, "durationMs");
  return {
    kind: "fetch",
    status: `${code} ${textField(detail, "codeText") ?? ""}`.trim(),
    ...(bytes === undefined ? {} : { bytes }),
    ...(durationMs === undefined ? {} : { durationMs }),
    text,
  };
}

/** `{ query, results: [{ content: [{ title, url }] } | string], durationSeconds }` */
export function linksResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  if (textField(detail, "query") === undefined || !Array.isArray(own(detail, "results"))) return undefined;
  const results = listField(detail, "results");
  const links = results.filter(isObject).flatMap((result) => objectsField(result, "content").flatMap(link));
  const said = results.flatMap((result) => (typeof result === "string" ? safeText(result) : []));
  const text = said.length > 0 ? said.join("\n\n") : links.length === 0 ? answer.text : "";
  return { kind: "links", links, ...(text === "" ? {} : { text }) };
}

function link(item: JsonObject): readonly { readonly title: string; readonly url: string }[] {
  const url = filledField(item, "url");
  return url === undefined ? [] : [{ title: filledField(item, "title") ?? url, url }];
}
