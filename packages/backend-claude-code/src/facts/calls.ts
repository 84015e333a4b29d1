import { isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import { clip, detach, keep } from "./clip.ts";
import type { FactsState } from "./state.ts";

const MAX_OPEN = 32;
const MAX_CALL_ID = 48;
const MAX_NAME = 40;
const MAX_TASKS = 100;
const MAX_TODOS = 1_000;

/** A `tool_use` block: the call is open until its result comes. */
export function openCall(state: FactsState, block: JsonObject): void {
  state.toolCalls++;
  const name = own(block, "name");
  const label = typeof name === "string" ? (clip(name, MAX_NAME) ?? "a tool") : "a tool";
  const input = own(block, "input");
  if (label === "TodoWrite") readTodos(state, input);
  else if (label === "TaskUpdate") updateTask(state, input);
  const id = callKey(own(block, "id"));
  if (id === null) return;
  if (state.open.length >= MAX_OPEN) state.open.shift();
  state.open.push({ id, name: label });
}

/** A `tool_result` block closes its call. `outcome` is the line's structured result. */
export function closeCall(state: FactsState, block: JsonObject, outcome: Json | undefined): void {
  if (own(block, "is_error") === true) state.toolErrors++;
  const id = callKey(own(block, "tool_use_id"));
  const index = state.open.findIndex((call) => call.id === id);
  const call = state.open[index];
  if (call === undefined) return;
  state.open.splice(index, 1);
  if (call.name === "TaskCreate") createTask(state, outcome);
}

/** Progress of the task list, or of the older to-do list. */
export function progress(state: FactsState): { readonly done: number; readonly total: number } | null {
  if (state.tasks.length === 0) return state.todos;
  return { done: state.tasks.filter((task) => task.done).length, total: state.tasks.length };
}

/** A call's id, or both ends of one that is too long to keep. */
function callKey(id: Json | undefined): string | null {
  if (typeof id !== "string" || id === "") return null;
  const half = MAX_CALL_ID / 2;
  return id.length <= MAX_CALL_ID ? id : detach(id.slice(0, half) + id.slice(-half));
}

function readTodos(state: FactsState, input: Json | undefined): void {
  const todos = isObject(input) ? own(input, "todos") : undefined;
  if (!Array.isArray(todos)) return;
  const items = todos.slice(0, MAX_TODOS);
  const done = items.filter((item) => isObject(item) && own(item, "status") === "completed").length;
  state.todos = items.length === 0 ? null : { done, total: items.length };
}

function createTask(state: FactsState, outcome: Json | undefined): void {
  const task = isObject(outcome) ? own(outcome, "task") : undefined;
  const id = isObject(task) ? taskId(own(task, "id")) : null;
  if (id === null || state.tasks.length >= MAX_TASKS || state.tasks.some((known) => known.id === id)) return;
  state.tasks.push({ id, done: false });
}

function updateTask(state: FactsState, input: Json | undefined): void {
  if (!isObject(input)) return;
  const id = taskId(own(input, "taskId"));
  const status = own(input, "status");
  const index = state.tasks.findIndex((task) => task.id === id);
  const task = state.tasks[index];
  if (task === undefined || typeof status !== "string") return;
  if (status === "deleted") state.tasks.splice(index, 1);
  else task.done = status === "completed";
}

function taskId(id: Json | undefined): string | null {
  return typeof id === "number" ? String(id) : keep(id, 12);
}
