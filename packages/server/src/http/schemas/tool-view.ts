import type { DiffHunk, Field, Question, TodoItem, ToolResultView, ToolView } from "@vibedeck/core";
import { z } from "zod";
import { imageBlock } from "./image-block.ts";

const count = z.number();
const text = z.exactOptional(z.string());
const flag = z.exactOptional(z.boolean());
const number = z.exactOptional(count);

const hunk: z.ZodType<DiffHunk> = z.object({
  oldStart: count,
  oldLines: count,
  newStart: count,
  newLines: count,
  lines: z.array(z.string()),
});

const todo: z.ZodType<TodoItem> = z.object({
  id: text,
  text: z.string(),
  status: z.enum(["pending", "in_progress", "completed", "deleted"]),
});

export const question: z.ZodType<Question> = z.object({
  question: z.string(),
  header: text,
  options: z.array(z.object({ label: z.string(), description: text })),
  multiple: z.boolean(),
});

const field: z.ZodType<Field> = z.object({ name: z.string(), value: z.string() });

function kind<const Name extends string>(name: Name): z.ZodLiteral<Name> {
  return z.literal(name);
}

export const toolView: z.ZodType<ToolView> = z
  .discriminatedUnion("kind", [
    z.object({
      kind: kind("shell"),
      command: z.string(),
      description: text,
      background: flag,
      timeoutMs: number,
    }),
    z.object({
      kind: kind("edit"),
      path: z.string(),
      edits: z.array(z.object({ before: z.string(), after: z.string(), all: flag })),
    }),
    z.object({ kind: kind("write"), path: z.string(), text: z.string() }),
    z.object({ kind: kind("read"), path: z.string(), offset: number, limit: number, pages: text }),
    z.object({ kind: kind("search"), pattern: z.string(), path: text, glob: text, mode: text }),
    z.object({ kind: kind("todos"), items: z.array(todo) }),
    z.object({ kind: kind("task"), action: z.string(), text: z.string(), status: text, id: text }),
    z.object({
      kind: kind("agent"),
      description: z.string(),
      prompt: z.string(),
      agentType: text,
      model: text,
      background: flag,
    }),
    z.object({ kind: kind("fetch"), url: z.string(), prompt: text }),
    z.object({ kind: kind("web-search"), query: z.string() }),
    z.object({ kind: kind("questions"), questions: z.array(question) }),
    z.object({ kind: kind("plan"), text: z.string(), path: text }),
    z.object({ kind: kind("skill"), name: z.string(), args: text }),
    z.object({ kind: kind("mcp"), server: z.string(), tool: z.string(), fields: z.array(field) }),
    z.object({ kind: kind("generic"), summary: text, fields: z.array(field) }),
  ])
  .meta({ id: "ToolView" });

export const toolResultView: z.ZodType<ToolResultView> = z
  .discriminatedUnion("kind", [
    z.object({
      kind: kind("shell"),
      stdout: z.string(),
      stderr: z.string(),
      exitCode: number,
      interrupted: flag,
      background: text,
      note: text,
    }),
    z.object({ kind: kind("diff"), path: z.string(), hunks: z.array(hunk), created: flag, text }),
    z.object({
      kind: kind("file"),
      path: z.string(),
      text: z.string(),
      startLine: count,
      totalLines: number,
    }),
    z.object({ kind: kind("matches"), files: z.array(z.string()), count: number, text, truncated: flag }),
    z.object({ kind: kind("todos"), items: z.array(todo) }),
    z.object({
      kind: kind("agent"),
      agentId: text,
      status: z.string(),
      text: z.string(),
      durationMs: number,
      tokens: number,
      toolCalls: number,
    }),
    z.object({ kind: kind("links"), links: z.array(z.object({ title: z.string(), url: z.string() })), text }),
    z.object({ kind: kind("fetch"), status: text, bytes: number, durationMs: number, text: z.string() }),
    z.object({
      kind: kind("answers"),
      answers: z.array(z.object({ question: z.string(), answer: z.string() })),
    }),
    z.object({ kind: kind("plan"), approved: z.boolean(), text, path: text }),
    z.object({
      kind: kind("text"),
      text: z.string(),
      images: z.exactOptional(z.array(imageBlock)),
      fields: z.exactOptional(z.array(field)),
    }),
  ])
  .meta({ id: "ToolResultView" });
