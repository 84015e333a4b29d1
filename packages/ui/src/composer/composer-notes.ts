import type { OtherProgram } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../app/icons.ts";
import type { Unable } from "../drive/unable.ts";
import type { Trouble } from "./trouble.ts";

/** Says that the next message begins a fork. */
export function forkNote(cancel: () => void): TemplateResult {
  return html`<div class="note">
    ${icon("fork")}
    <p>A fork begins as a copy of this session. This one stays as it is.</p>
    <button class="framed" @click=${cancel}>Cancel</button>
  </div>`;
}

/**
 * Says that the tool cannot be run; nothing when it can.
 * @param anyway Sends what was tried to be sent nevertheless; `undefined` when nothing was.
 */
export function unableNote(
  unable: Unable | undefined,
  anyway: (() => void) | undefined,
): TemplateResult | typeof nothing {
  if (unable === undefined) return nothing;
  return html`<div class="note warning unable" role="status">
    ${icon("notice")}
    <p dir="auto">${unable.text}${unable.hint === undefined ? nothing : html`<span dir="auto">${unable.hint}</span>`}
      ${anyway === undefined ? nothing : html`<span>Not sent: what you wrote is kept.</span>`}</p>
    ${anyway === undefined ? nothing : html`<button type="button" class="framed" @click=${anyway}>Send anyway</button>`}
  </div>`;
}

/** Says that another program has the session; nothing when none has it. @param fork Begins a fork; `undefined` where that cannot be done. */
export function otherProgramNote(
  other: OtherProgram | undefined,
  trouble: Trouble | undefined,
  fork: (() => void) | undefined,
): TemplateResult | typeof nothing {
  // The server's refusal says the same and offers more.
  const told = trouble?.kind === "failed" && trouble.error.code === "RUNS_ELSEWHERE";
  if (other === undefined || told) return nothing;
  const does = other.state === "idle" ? "has this session open" : "runs this session now";
  const name = other.name.charAt(0).toUpperCase() + other.name.slice(1);
  return html`<div class="note warning">
    ${icon("notice")}
    <p><bdi>${name}</bdi> ${does}. <span>A message from here would go on beside it; a fork does not get in its way.</span></p>
    ${fork === undefined ? nothing : html`<button class="framed" @click=${fork}>Fork</button>`}
  </div>`;
}
