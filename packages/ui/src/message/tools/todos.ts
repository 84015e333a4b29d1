import type { TodoItem } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { clipped } from "../clipped.ts";
import { icon } from "../icons.ts";
import type { FaceOf, Shown } from "./face.ts";

const SHOWN_ITEMS = 30;
const STATES: ReadonlyMap<string, string> = new Map([
  ["pending", "to do"],
  ["in_progress", "in progress"],
  ["completed", "done"],
  ["deleted", "dropped"],
]);

/** A to-do list as it was set. */
export const todosFace: FaceOf<"todos"> = (view, call) => ({
  icon: "checklist",
  title: call.name,
  summary:
    view.items.find((item) => item.status === "in_progress")?.text ??
    (call.result?.view.kind === "todos" ? "" : progress(view.items)),
  open: true,
  asked: () => todoList(view.items),
  complete: call.result?.view.kind === "todos" && view.items.length > 0,
});

/** A to-do list as a checklist. */
export function todoList(items: readonly TodoItem[]): Shown {
  if (items.length === 0) return html`<p class="side">The list is empty</p>`;
  return html`${clipped(items, SHOWN_ITEMS, (shown) => html`<ul class="todos">${shown.map(todo)}</ul>`, "items")}`;
}

/** How much of it is done. */
export function todoStats(items: readonly TodoItem[]): string {
  return items.length === 0 ? "" : progress(items);
}

function progress(items: readonly TodoItem[]): string {
  return `${items.filter((item) => item.status === "completed").length} of ${items.length} done`;
}

function todo(item: TodoItem): TemplateResult {
  const state = STATES.get(item.status) ?? "to do";
  return html`<li data-status=${STATES.has(item.status) ? item.status : "pending"}><span class="todo-box" role="img" aria-label=${state}>${
    item.status === "completed" ? icon("check") : nothing
  }</span><span class="todo-text" dir="auto">${item.text}</span></li>`;
}
