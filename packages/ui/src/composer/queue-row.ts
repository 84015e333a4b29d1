import type { Failure, Send } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../app/icons.ts";
import { byteSize } from "../format/figures.ts";
import { resetWords, sendWords, waits } from "./send-words.ts";

/** What the buttons of the queue do. */
export interface QueueActions {
  edit(send: Send): void;
  save(send: Send, text: string): void;
  cancel(): void;
  /** Into the running turn. */
  steer(send: Send): void;
  /** A held one waits again for its turn. */
  release(send: Send): void;
  remove(send: Send): void;
  /** A failed one as a new message. */
  again(send: Send): void;
  /** The text comes back into the box. */
  putBack(send: Send): void;
  dismiss(send: Send): void;
}

/** How the queue is shown. */
export interface QueueView {
  /** A turn is running that a message can go into. */
  readonly running: boolean;
  /** The message that is being edited, and its whole text. */
  readonly editing: { readonly id: string; readonly text: string } | undefined;
  /** Messages with a request on its way. */
  readonly busy: ReadonlySet<string>;
  readonly now: number;
}

/** A message that waits or came to nothing. */
export function queueRow(send: Send, view: QueueView, actions: QueueActions): TemplateResult {
  const { word, more, tone } = sendWords(send.state);
  const editing = view.editing?.id === send.id ? view.editing : undefined;
  return html`<li class="sent ${tone}" data-send=${send.id}>
    <div class="line">
      <span class="word" title=${more ?? nothing}>${word}</span>
      ${editing === undefined ? html`<span class="text" dir="auto" title=${more ?? nothing}>${send.text}</span>` : nothing}
      ${files(send)}
      <span class="actions">${editing === undefined ? buttons(send, view, actions) : nothing}</span>
    </div>
    ${editing === undefined ? nothing : editor(send, editing.text, actions)}
    ${waits(send) || send.state === "interrupted" || more === undefined ? nothing : html`<p class="more">${more}</p>`}
    ${send.state === "held" ? html`<p class="more">${more}</p>` : nothing}
    ${send.failure === undefined ? nothing : failure(send.failure, view.now)}
  </li>`;
}

function files({ attachments }: Send): TemplateResult | typeof nothing {
  if (attachments.length === 0) return nothing;
  const told = attachments.map(({ name, type, bytes }) => `${name ?? type}, ${byteSize(bytes)}`).join("\n");
  const label = `${attachments.length} ${attachments.length === 1 ? "file" : "files"}`;
  return html`<span class="files" title=${told}>${icon("attach", 12)}${label}</span>`;
}

function buttons(send: Send, view: QueueView, actions: QueueActions): TemplateResult {
  const off = view.busy.has(send.id);
  const about = send.text.slice(0, 60);
  const button = (name: string, label: string, run: () => void): TemplateResult =>
    html`<button class="framed" aria-label=${`${label}: ${about}`} ?disabled=${off} @click=${run}>${name}</button>`;
  const cross = (label: string, run: () => void): TemplateResult =>
    html`<button class="icon" aria-label=${`${label}: ${about}`} title=${label} ?disabled=${off} @click=${run}>${icon("close", 14)}</button>`;
  if (!waits(send)) {
    // Files were not kept: without them it would be another message.
    const whole = send.state === "failed" && send.attachments.length === 0;
    return html`${whole ? button("Send again", "Send again", () => actions.again(send)) : nothing}
      ${button("Put back", "Put back into the box", () => actions.putBack(send))}
      ${cross("Dismiss", () => actions.dismiss(send))}`;
  }
  return html`
    ${send.state === "held" ? button("Send", "Send", () => actions.release(send)) : nothing}
    ${send.state === "queued" && view.running ? button("Send now", "Send now, into the running turn", () => actions.steer(send)) : nothing}
    <button class="icon" aria-label=${`Edit: ${about}`} title="Edit" ?disabled=${off} @click=${() => actions.edit(send)}>${icon("pencil", 14)}</button>
    ${cross("Remove", () => actions.remove(send))}
  `;
}

function editor(send: Send, text: string, actions: QueueActions): TemplateResult {
  const area = (event: Event): HTMLTextAreaElement | null => {
    const { target } = event;
    return target instanceof Element ? (target.closest("li")?.querySelector("textarea") ?? null) : null;
  };
  const key = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") actions.cancel();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey || !event.shiftKey)) {
      event.preventDefault();
      actions.save(send, area(event)?.value ?? text);
    }
  };
  return html`<div class="editor">
    <textarea dir="auto" rows="3" aria-label="Queued message" .value=${text} @keydown=${key}></textarea>
    <button class="framed" @click=${() => actions.cancel()}>Cancel</button>
    <button class="main" @click=${(event: Event) => actions.save(send, area(event)?.value ?? text)}>Save</button>
  </div>`;
}

function failure(failed: Failure, now: number): TemplateResult {
  const reset = resetWords(failed, now);
  const code = failed.exitCode === undefined ? "" : ` (exit code ${failed.exitCode})`;
  return html`<div class="failure">
    <p dir="auto">${failed.text}${code}</p>
    ${failed.hint === undefined ? nothing : html`<p class="hint" dir="auto">${failed.hint}</p>`}
    ${reset === undefined ? nothing : html`<p class="hint">${reset}</p>`}
    ${failed.stderr === undefined || failed.stderr === "" ? nothing : html`<details><summary>What it wrote to standard error</summary><pre dir="ltr">${failed.stderr}</pre></details>`}
  </div>`;
}
