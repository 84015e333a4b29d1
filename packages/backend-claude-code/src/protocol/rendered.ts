import { type Json, type JsonObject, own } from "@vibedeck/core";
import { ENTRYPOINT } from "../cli/command.ts";
import { filledField } from "../entry/index.ts";
import { messages } from "../render/index.ts";
import { type Decoded, told } from "./decoded.ts";

/** The messages of a line, as the transcript's renderer makes them: both are one once the line stands in the file. */
export function rendered(line: JsonObject): readonly Decoded[] {
  const agent = agentOf(line);
  const value = transcriptLine(line);
  return messages({ offset: 0, bytes: 0, value }).map((message) =>
    told({ type: "message", message, ...(agent === undefined ? {} : { agent }) }),
  );
}

/** Some fields have another name in the transcript. */
const RENAMED: readonly (readonly [string, string])[] = [
  ["tool_use_result", "toolUseResult"],
  ["is_api_error_message", "isApiErrorMessage"],
];

function transcriptLine(line: JsonObject): JsonObject {
  const entries: [string, Json][] = [["entrypoint", ENTRYPOINT]];
  for (const [key, name] of RENAMED) {
    const value = own(line, key);
    if (value !== undefined) entries.push([name, value]);
  }
  // An error's line names its category; what an old one calls it, the renderer need not know.
  if (filledField(line, "error") !== undefined) entries.push(["isApiErrorMessage", true]);
  return { ...line, ...Object.fromEntries(entries) };
}

/** The call of the sub-agent whose line it is. */
export function agentOf(line: JsonObject): string | undefined {
  return filledField(line, "parent_tool_use_id")?.slice(0, 200);
}
