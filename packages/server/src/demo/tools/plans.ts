import type { JsonObject } from "@vibedeck/core";
import type { ToolUse } from "../script/tool-use.ts";

/** One item of a to-do list; `>` before it says that it is being done, `x` that it is done. */
export type Todo = `x ${string}` | `> ${string}` | `  ${string}`;

/** Writes the to-do list. */
export function todos(...items: readonly Todo[]): ToolUse {
  const list = items.map(todoItem);
  return {
    name: "TodoWrite",
    input: { todos: list },
    content: "Todos have been modified successfully. Ensure that you continue to use the todo list.",
    detail: { oldTodos: [], newTodos: list },
    seconds: 0.1,
  };
}

function todoItem(item: Todo): JsonObject {
  const content = item.slice(2);
  const status = item.startsWith("x") ? "completed" : item.startsWith(">") ? "in_progress" : "pending";
  return { content, status, activeForm: content };
}

/** Adds a task. */
export function taskCreate(id: string, subject: string, description: string): ToolUse {
  return {
    name: "TaskCreate",
    input: { subject, description, activeForm: subject },
    content: `Task #${id} created successfully: ${subject}`,
    detail: { task: { id, subject } },
    seconds: 0.1,
  };
}

/** Moves a task on. */
export function taskUpdate(taskId: string, from: string, to: string): ToolUse {
  return {
    name: "TaskUpdate",
    input: { taskId, status: to },
    content: `Updated task #${taskId} status`,
    detail: { success: true, taskId, updatedFields: ["status"], statusChange: { from, to } },
    seconds: 0.1,
  };
}

/** A question with its options. */
export interface Asked {
  readonly question: string;
  readonly header: string;
  readonly options: readonly { readonly label: string; readonly description: string }[];
}

/** Asks the person. Without an answer the call stays open. */
export function ask(asked: readonly Asked[], answers: JsonObject = {}): ToolUse {
  const questions = asked.map(({ question, header, options }) => ({
    question,
    header,
    options: options.map(({ label, description }) => ({ label, description })),
    multiSelect: false,
  }));
  const said = Object.entries(answers).map(([question, answer]) => `"${question}"="${String(answer)}"`);
  return {
    name: "AskUserQuestion",
    input: { questions },
    content: `User has answered your questions: ${said.join(", ")}. You can now continue with the user's answers in mind.`,
    detail: { questions, answers, annotations: {} },
    seconds: 45,
  };
}

/** Shows a plan. Without an answer the call stays open. */
export function plan(text: string, path: string): ToolUse {
  return {
    name: "ExitPlanMode",
    input: { plan: text, planFilePath: path },
    content: `User has approved your plan. You can now start coding.\n\n## Approved Plan:\n${text}`,
    detail: { plan: text, isAgent: false, filePath: path },
    seconds: 60,
  };
}

/** Calls a tool of an MCP server. */
export function mcp(server: string, tool: string, input: JsonObject, answer: string): ToolUse {
  const content = [{ type: "text", text: answer }];
  return { name: `mcp__${server}__${tool}`, input, content, detail: content, seconds: 1.5 };
}
