import { type JsonObject, own, type ToolResultView, type ToolView } from "@vibedeck/core";
import {
  filledField,
  flagField,
  numberField,
  objectField,
  objectsField,
  textField,
  textsField,
} from "../../entry/index.ts";
import { type Answer, textAnswer } from "./answer.ts";
import { todoItems } from "./todos.ts";

type TaskView = Extract<ToolView, { kind: "task" }>;

/** Adds an item to the to-do list. */
export function taskCreateCall(input: JsonObject): TaskView | undefined {
  const subject = filledField(input, "subject");
  if (subject === undefined) return undefined;
  const description = filledField(input, "description");
  return {
    kind: "task",
    action: "create",
    text: description === undefined ? subject : `${subject}\n${description}`,
  };
}

/** Changes an item of the to-do list. */
export function taskUpdateCall(input: JsonObject): TaskView | undefined {
  const id = taskId(input);
  if (id === undefined) return undefined;
  const status = filledField(input, "status");
  const text = [filledField(input, "subject"), filledField(input, "description"), ...links(input)].filter(
    (part) => part !== undefined,
  );
  return {
    kind: "task",
    action: "update",
    text: text.join("\n"),
    id,
    ...(status === undefined ? {} : { status }),
  };
}

/** Looks at one item of the to-do list. */
export function taskGetCall(input: JsonObject): TaskView | undefined {
  const id = taskId(input);
  return id === undefined ? undefined : { kind: "task", action: "get", text: "", id };
}

/** Looks at the to-do list. */
export function taskListCall(): TaskView {
  return { kind: "task", action: "list", text: "" };
}

/** Looks at what a command or an agent in the background printed so far, or waits for its end. */
export function backgroundOutputCall(input: JsonObject): TaskView | undefined {
  const id = taskId(input);
  if (id === undefined) return undefined;
  return { kind: "task", action: "output", text: flagField(input, "block") ? "waits for the end" : "", id };
}

/** Ends a command or an agent in the background. */
export function backgroundStopCall(input: JsonObject): TaskView | undefined {
  const id = taskId(input);
  return id === undefined ? undefined : { kind: "task", action: "stop", text: "", id };
}

const IDS = ["taskId", "task_id", "bash_id", "shell_id", "agentId"] as const;

function taskId(input: JsonObject): string | undefined {
  for (const key of IDS) {
    const id = filledField(input, key);
    if (id !== undefined) return id;
  }
  return undefined;
}

function links(input: JsonObject): readonly string[] {
  const owner = filledField(input, "owner");
  const blocked = textsField(input, "addBlockedBy").slice(0, 50);
  return [
    ...(owner === undefined ? [] : [`owner: ${owner}`]),
    ...(blocked.length === 0 ? [] : [`waits for #${blocked.join(", #")}`]),
  ];
}

/** `{ task: { id, subject, status? } }` */
export function taskResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const task = objectField(detail, "task");
  if (task === undefined) return undefined;
  const items = todoItems([task]);
  return items.length === 0 ? textAnswer(answer) : { kind: "todos", items };
}

/** `{ tasks: [{ id, subject, status, blockedBy }] }` */
export function taskListResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  if (!Array.isArray(own(detail, "tasks"))) return undefined;
  const items = todoItems(objectsField(detail, "tasks"));
  return items.length === 0 ? textAnswer(answer) : { kind: "todos", items };
}

/** `{ success, taskId, updatedFields, statusChange?, error? }` */
export function taskUpdateResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const id = filledField(detail, "taskId");
  if (id === undefined || !Array.isArray(own(detail, "updatedFields"))) return undefined;
  const change = objectField(detail, "statusChange");
  const from = filledField(change, "from");
  const to = filledField(change, "to");
  const error = filledField(detail, "error");
  if (error !== undefined) return textAnswer(answer, `Task #${id}: ${error}`);
  return textAnswer(
    answer,
    from === undefined || to === undefined ? answer.text : `Task #${id}: ${from} → ${to}`,
  );
}

/** `{ message, task_id | shell_id }` of something in the background that was ended. */
export function stopResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const message = filledField(detail, "message");
  const id = filledField(detail, "task_id") ?? filledField(detail, "shell_id");
  return message === undefined || id === undefined ? undefined : textAnswer(answer, message);
}

/** `{ retrieval_status, task: { task_id, task_type, status, description, output, exitCode? } | null }` */
export function backgroundTaskResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const retrieval = filledField(detail, "retrieval_status");
  if (retrieval === undefined) return undefined;
  const task = objectField(detail, "task");
  if (task === undefined) return textAnswer(answer);
  const text = textField(task, "result") ?? textField(task, "output") ?? "";
  const note = [
    filledField(task, "description"),
    filledField(task, "status"),
    retrieval === "success" ? undefined : retrieval,
  ];
  const id = filledField(task, "task_id");
  if (textField(task, "task_type") === "local_bash") return shellOutput(task, text, note, id);
  const agent = textField(task, "task_type") === "local_agent" && id !== undefined ? { agentId: id } : {};
  const status = note
    .slice(1)
    .filter((part) => part !== undefined)
    .join(", ");
  return { kind: "agent", ...agent, status, text: text === "" ? (note[0] ?? "") : text };
}

function shellOutput(
  task: JsonObject,
  stdout: string,
  notes: readonly (string | undefined)[],
  id: string | undefined,
): ToolResultView {
  const exitCode = numberField(task, "exitCode");
  return {
    kind: "shell",
    stdout,
    stderr: textField(task, "stderr") ?? "",
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(id === undefined ? {} : { background: id }),
    note: notes.filter((part) => part !== undefined).join("; "),
  };
}
