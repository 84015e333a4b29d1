import type { ToolResultView } from "@vibedeck/core";
import { safeText, tagText } from "../../entry/index.ts";
import { type Answer, textAnswer } from "./answer.ts";

const EXIT_CODE = /^Exit code (\d{1,10})(?:\r?\n|$)/;

/** What a tool that failed answered: the output of a command with its exit code, else the error's own words. */
export function errorView(answer: Answer): ToolResultView {
  const text = errorText(answer);
  const exit = EXIT_CODE.exec(text);
  if (exit === null) return textAnswer(answer, text);
  return { kind: "shell", stdout: text.slice(exit[0].length), stderr: "", exitCode: Number(exit[1]) };
}

/** Advice for the model on a refusal; what the person said with it, if anything, comes at its end. */
const REFUSAL = /^The user doesn't want to (?:proceed with this tool use|take this action)\b/;
const SAID = "the user said:\n";

function errorText(answer: Answer): string {
  if (REFUSAL.test(answer.text)) {
    const said = answer.text.indexOf(SAID);
    return said < 0 ? "" : answer.text.slice(said + SAID.length);
  }
  const told = tagText(answer.text, "tool_use_error") ?? answer.text;
  if (told.trim() !== "") return told;
  return typeof answer.detail === "string" ? safeText(answer.detail) : told;
}
