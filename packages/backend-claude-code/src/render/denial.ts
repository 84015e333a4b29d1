import type { JsonObject } from "@vibedeck/core";
import { firstLine, textField } from "../entry/index.ts";
import type { Answer } from "./tools/answer.ts";

const YOU = "you said no";
const RULE = "a permission rule said no";

const KINDS: ReadonlyMap<string, string> = new Map([
  ["user-rejected", YOU],
  ["permission-rule", RULE],
  ["automode-blocked", "auto mode blocked it"],
  ["automode-unavailable", "auto mode was not available"],
  ["interrupted", "interrupted"],
]);

/** Sentences that the model is given for an answer when a call is refused. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^The user doesn't want to (?:proceed with this tool use|take this action)/, YOU],
  [/^Permission to use .{1,200} has been denied/, RULE],
  [/^\[Request interrupted by user/, "interrupted"],
];

/** Who refused a call, in a few words. Newer writers say it; older ones only have the sentence for the model. */
export function denial(answer: Answer, entry: JsonObject | undefined): string | undefined {
  const kind = entry === undefined ? undefined : textField(entry, "toolDenialKind");
  if (kind !== undefined) return KINDS.get(kind) ?? firstLine(kind, 80);
  if (answer.detail === "User rejected tool use") return YOU;
  return REFUSALS.find(([sentence]) => sentence.test(answer.text))?.[1];
}
