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

function errorText(answer: Answer): string {
  const told = tagText(answer.text, "tool_use_error") ?? answer.text;
  if (told.trim() !== "") return told;
  return typeof answer.detail === "string" ? safeText(answer.detail) : told;
}
