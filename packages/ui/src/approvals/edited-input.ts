import { type Approval, isObject, type JsonObject, own } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { hidesSomething } from "./plain-sight.ts";

/** What a reader's text comes to: an input, or why it is none. */
export interface EditedInput {
  readonly input?: JsonObject;
  readonly problem?: string;
}

/** Longest input that is edited here, in UTF-16 units. */
const LONGEST = 1_000_000;

/** The text to begin with: the command of a shell, else the whole input. */
export function inputText(approval: Approval): string {
  return commandOf(approval) ?? JSON.stringify(approval.input, undefined, 2);
}

/** Reads what the reader typed; `undefined` stands for the text to begin with. */
export function readInput(approval: Approval, text: string | undefined): EditedInput {
  if (text === undefined || text === inputText(approval)) return {};
  if (text.length > LONGEST) return { problem: "This is too long." };
  if (commandOf(approval) !== undefined) {
    return text.trim() === ""
      ? { problem: "There is no command." }
      : { input: { ...approval.input, command: text } };
  }
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { input: value } : { problem: "It must be an object: { … }." };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "This is no JSON." };
  }
}

/** The box to edit an input in, with what is wrong with it below. */
export function inputEditor(
  approval: Approval,
  draft: string | undefined,
  { problem }: EditedInput,
  typed: (text: string) => void,
): TemplateResult {
  const text = draft ?? inputText(approval);
  const shell = commandOf(approval) !== undefined;
  const rows = Math.min(20, Math.max(shell ? 2 : 6, text.split("\n", 20).length));
  return html`<label class="field-label" for="input">${shell ? "Run this instead" : "Input of the tool, as JSON"}</label>
    <textarea id="input" class="mono" rows=${rows} spellcheck="false" autocapitalize="off" autocomplete="off" dir="ltr"
      aria-invalid=${problem !== undefined} aria-describedby="input-problem" .value=${text}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLTextAreaElement) typed(event.target.value);
      }}></textarea>
    <p id="input-problem" class="problem" role="status">${problem ?? nothing}${
      problem === undefined && hidesSomething(text)
        ? "There are characters in it that cannot be seen here."
        : nothing
    }</p>`;
}

function commandOf({ view, input }: Approval): string | undefined {
  const command = view.kind === "shell" ? own(input, "command") : undefined;
  return typeof command === "string" ? command : undefined;
}
