import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isObject, type JsonObject } from "@vibedeck/core";

/** A request that the stand-in was sent. */
export interface SeenRequest {
  /** How many requests for a message came before it. */
  readonly index: number;
  readonly model: string;
  /** The whole body, as the Messages API defines it. */
  readonly body: JsonObject;
  readonly headers: IncomingMessage["headers"];
}

/** A block of an answer. */
export type ReplyBlock =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "thinking"; readonly thinking: string; readonly signature: string }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: JsonObject };

/** An answer that is none: a status and the error that the Messages API would send with it. */
export interface ErrorReply {
  readonly status: number;
  /** `rate_limit_error`, `authentication_error` … */
  readonly error: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the stand-in answers. */
export interface Reply {
  readonly content: readonly ReplyBlock[];
  /** As it stands at the end. The stream begins with one token of output, like the real one. */
  readonly usage: JsonObject;
  /** Default: `tool_use` when a block is one, else `end_turn`. */
  readonly stopReason?: string;
  /** Default: the model of the request. */
  readonly model?: string;
  /** Waited for between the pieces; texts are cut into words then. */
  readonly between?: () => Promise<void>;
  /** The connection breaks after so many pieces. */
  readonly dieAfter?: number;
}

/** A stand-in of Anthropic's Messages API on 127.0.0.1. */
export interface MessagesApi extends AsyncDisposable {
  /** For `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  /** The requests for messages so far, oldest first. */
  readonly requests: readonly SeenRequest[];
}

/**
 * Starts a stand-in on a free port. It knows `POST /v1/messages`, streamed and whole; everything else is not found.
 *
 * @param answer - Gives the answer to a request; it may take its time.
 */
export async function startMessagesApi(
  answer: (request: SeenRequest) => Reply | ErrorReply | Promise<Reply | ErrorReply>,
): Promise<MessagesApi> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void respond(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    if (
      request.method !== "POST" ||
      new URL(request.url ?? "/", "http://stand-in").pathname !== "/v1/messages"
    ) {
      response.writeHead(404, { "content-type": "application/json" });
      response.end('{"type":"error","error":{"type":"not_found_error","message":"not found"}}');
      return;
    }
    const seen = { index: requests.length, model: String(body["model"]), body, headers: request.headers };
    requests.push(seen);
    const reply = await answer(seen);
    if ("status" in reply) return refuse(response, reply);
    const message = envelope(seen, reply);
    if (body["stream"] === true) await stream(response, message, reply);
    else if (reply.dieAfter !== undefined) response.destroy();
    else {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ ...message, content: reply.content, usage: reply.usage }));
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * The last message of a request that is not of the tool chain, as one text: what an answer can be chosen by. Since
 * Claude Code 2.1.330 the last message may have the role `system`.
 */
export function lastWords({ body }: SeenRequest): string {
  const messages = body["messages"];
  const list: readonly unknown[] = Array.isArray(messages) ? messages : [];
  const last = list.filter(isObject).findLast((message) => message["role"] !== "system");
  return JSON.stringify(last?.["content"] ?? "");
}

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  const value: unknown = text === "" ? {} : JSON.parse(text);
  return isObject(value) ? value : {};
}

let lastId = 0;

function envelope(request: SeenRequest, reply: Reply): JsonObject {
  lastId++;
  return {
    id: `msg_01${process.pid.toString(36)}${Date.now().toString(36)}${lastId.toString(36)}`.padEnd(28, "0"),
    type: "message",
    role: "assistant",
    model: reply.model ?? request.model,
    stop_reason: stopReason(reply),
    stop_sequence: null,
  };
}

function stopReason(reply: Reply): string {
  return (
    reply.stopReason ?? (reply.content.some((block) => block.type === "tool_use") ? "tool_use" : "end_turn")
  );
}

function refuse(response: ServerResponse, { status, error, message, headers }: ErrorReply): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ type: "error", error: { type: error, message } }));
}

async function stream(response: ServerResponse, message: JsonObject, reply: Reply): Promise<void> {
  const send = (type: string, data: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  };
  let pieces = 0;
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  send("message_start", {
    message: { ...message, content: [], stop_reason: null, usage: { ...reply.usage, output_tokens: 1 } },
  });
  for (const [index, block] of reply.content.entries()) {
    send("content_block_start", { index, content_block: emptied(block) });
    for (const delta of deltas(block, reply)) {
      if (pieces > 0) await reply.between?.();
      if (pieces++ === reply.dieAfter) {
        // What was written so far is to arrive.
        await new Promise<void>((resolve) => response.write(": it breaks off\n\n", () => resolve()));
        response.destroy();
        return;
      }
      send("content_block_delta", { index, delta });
    }
    send("content_block_stop", { index });
  }
  send("message_delta", {
    delta: { stop_reason: stopReason(reply), stop_sequence: null },
    usage: reply.usage,
  });
  send("message_stop", {});
  response.end();
}

function emptied(block: ReplyBlock): object {
  if (block.type === "text") return { type: "text", text: "" };
  if (block.type === "thinking") return { type: "thinking", thinking: "", signature: "" };
  return { ...block, input: {} };
}

function deltas(block: ReplyBlock, reply: Reply): readonly object[] {
  const whole = reply.between === undefined && reply.dieAfter === undefined;
  if (block.type === "text")
    return (whole ? [block.text] : block.text.split(/(?<= )/)).map((text) => ({ type: "text_delta", text }));
  if (block.type === "tool_use")
    return [{ type: "input_json_delta", partial_json: JSON.stringify(block.input) }];
  return [
    { type: "thinking_delta", thinking: block.thinking },
    { type: "signature_delta", signature: block.signature },
  ];
}
