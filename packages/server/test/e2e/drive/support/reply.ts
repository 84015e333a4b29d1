import { randomUUID } from "node:crypto";
import type { JsonObject } from "@vibedeck/core";
import type { Gate } from "./gate.ts";

/** A piece of a text, or a gate to wait at before the next one goes out. */
export type Part = string | Gate;

/** A block of an answer. */
export type ReplyBlock =
  | { readonly type: "text"; readonly parts: readonly Part[] }
  | { readonly type: "thinking"; readonly parts: readonly Part[] }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: JsonObject };

/** What the stand-in answers: a message, or a refusal with a status. */
export type Reply =
  | {
      readonly type: "message";
      readonly blocks: readonly ReplyBlock[];
      /** The connection dies after the blocks; the message has no end. */
      readonly dies?: boolean;
    }
  | {
      readonly type: "refusal";
      readonly status: number;
      readonly error: string;
      readonly message: string;
      readonly headers: Readonly<Record<string, string>>;
    };

/** A message of one text. */
export function say(...parts: readonly Part[]): Reply {
  return { type: "message", blocks: [text(...parts)] };
}

/** A message of several blocks. */
export function message(...blocks: readonly ReplyBlock[]): Reply {
  return { type: "message", blocks };
}

export function text(...parts: readonly Part[]): ReplyBlock {
  return { type: "text", parts };
}

export function thinking(...parts: readonly Part[]): ReplyBlock {
  return { type: "thinking", parts };
}

export function call(name: string, input: JsonObject): ReplyBlock {
  return { type: "tool_use", id: `toolu_${randomUUID().replaceAll("-", "")}`, name, input };
}

/** A message that runs one command. */
export function bash(command: string): Reply {
  return message(call("Bash", { command, description: "Runs what the test says" }));
}

/** A text whose stream dies. */
export function dying(...parts: readonly Part[]): Reply {
  return { type: "message", blocks: [text(...parts)], dies: true };
}

export function refuse(
  status: number,
  error: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { type: "refusal", status, error, message, headers };
}

/** The texts and commands in an answer. */
export function textsOf(reply: Reply): readonly string[] {
  if (reply.type === "refusal") return [];
  return reply.blocks.flatMap((block) =>
    block.type === "tool_use"
      ? Object.values(block.input).filter((value) => typeof value === "string")
      : block.parts.filter((part) => typeof part === "string"),
  );
}
