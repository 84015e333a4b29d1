import type { JsonObject, TodoItem, ToolResultView, ToolView } from "@vibedeck/core";
import { own } from "@vibedeck/core";
import { filledField, objectsField, textField } from "../../entry/index.ts";

/** Writes the whole to-do list. */
export function todosCall(input: JsonObject): ToolView | undefined {
  return Array.isArray(own(input, "todos"))
    ? { kind: "todos", items: todoItems(objectsField(input, "todos")) }
    : undefined;
}

/** `{ oldTodos, newTodos }` */
export function todosResult(detail: JsonObject): ToolResultView | undefined {
  if (!Array.isArray(own(detail, "newTodos"))) return undefined;
  return { kind: "todos", items: todoItems(objectsField(detail, "newTodos")) };
}

/** Items of a to-do list as any version writes them; one without a text is left out. */
export function todoItems(items: readonly JsonObject[]): readonly TodoItem[] {
  return items.flatMap((item) => {
    const text = filledField(item, "content") ?? filledField(item, "subject");
    const id = filledField(item, "id");
    return text === undefined ? [] : { ...(id === undefined ? {} : { id }), text, status: todoStatus(item) };
  });
}

function todoStatus(item: JsonObject): TodoItem["status"] {
  const status = textField(item, "status");
  return status === "completed" || status === "in_progress" || status === "deleted" ? status : "pending";
}
