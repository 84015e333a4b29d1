import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Gate } from "./gate.ts";
import type { Reply, ReplyBlock } from "./reply.ts";

const USAGE = {
  input_tokens: 10,
  output_tokens: 5,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};

/** Sends an answer as the Messages API does: as events, or whole. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  model: string,
  streamed: boolean,
): Promise<void> {
  if (reply.type === "refusal") {
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    const { error: type, message } = reply;
    response.end(JSON.stringify({ type: "error", error: { type, message } }));
  } else if (streamed) await streamReply(response, reply, model);
  else {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...envelope(reply, model), content: reply.blocks.map(wholeBlock) }));
  }
}

type MessageReply = Extract<Reply, { type: "message" }>;

async function streamReply(response: ServerResponse, reply: MessageReply, model: string): Promise<void> {
  const send = (type: string, data: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const whole = envelope(reply, model);
  send("message_start", { message: { ...whole, content: [], stop_reason: null } });
  for (const [index, block] of reply.blocks.entries()) await streamBlock(send, index, block);
  if (reply.dies === true) {
    response.destroy();
    return;
  }
  send("message_delta", {
    delta: { stop_reason: whole["stop_reason"], stop_sequence: null },
    usage: USAGE,
  });
  send("message_stop", {});
  response.end();
}

async function streamBlock(
  send: (type: string, data: object) => void,
  index: number,
  block: ReplyBlock,
): Promise<void> {
  const delta = (what: object): void => send("content_block_delta", { index, delta: what });
  send("content_block_start", { index, content_block: emptyBlock(block) });
  if (block.type === "tool_use") {
    delta({ type: "input_json_delta", partial_json: JSON.stringify(block.input) });
  } else {
    for (const part of block.parts) {
      if (part instanceof Gate) await part.pass();
      else if (block.type === "text") delta({ type: "text_delta", text: part });
      else delta({ type: "thinking_delta", thinking: part });
    }
    if (block.type === "thinking") delta({ type: "signature_delta", signature: "c2ln" });
  }
  send("content_block_stop", { index });
}

function emptyBlock(block: ReplyBlock): object {
  if (block.type === "text") return { type: "text", text: "" };
  if (block.type === "thinking") return { type: "thinking", thinking: "", signature: "" };
  return { ...block, input: {} };
}

function wholeBlock(block: ReplyBlock): object {
  if (block.type === "tool_use") return block;
  const joined = block.parts.filter((part) => typeof part === "string").join("");
  return block.type === "text"
    ? { type: "text", text: joined }
    : { type: "thinking", thinking: joined, signature: "c2ln" };
}

function envelope(reply: MessageReply, model: string): Record<string, unknown> {
  const calls = reply.blocks.some(({ type }) => type === "tool_use");
  return {
    id: `msg_${randomUUID().replaceAll("-", "")}`,
    type: "message",
    role: "assistant",
    model,
    stop_reason: calls ? "tool_use" : "end_turn",
    stop_sequence: null,
    usage: USAGE,
  };
}
