// A stand-in of the Messages API: every answer is a fixed number of words, the first at once and the rest a moment
// later, as no model has them all at once.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

/** How long after the first word the others come. */
const REST_MS = 50;

const USAGE = {
  input_tokens: 10,
  output_tokens: 5,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};

/** Starts it on a free port. `words` are the pieces of each answer. */
export async function startMessagesApi(words) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname } = new URL(request.url, "http://stand-in");
      if (request.method !== "POST" || pathname !== "/v1/messages") response.writeHead(404).end("{}");
      else void answer(response, JSON.parse(Buffer.concat(chunks).toString("utf8")), words);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(response, { model, stream }, words) {
  const message = {
    id: `msg_${randomUUID().replaceAll("-", "")}`,
    type: "message",
    role: "assistant",
    model,
    stop_sequence: null,
    usage: USAGE,
  };
  if (stream !== true) {
    response.writeHead(200, { "content-type": "application/json" });
    const content = [{ type: "text", text: words.join("") }];
    response.end(JSON.stringify({ ...message, stop_reason: "end_turn", content }));
    return;
  }
  const send = (type, data) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  response.writeHead(200, { "content-type": "text/event-stream" });
  send("message_start", { message: { ...message, stop_reason: null, content: [] } });
  send("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
  const [first, ...rest] = words;
  const word = (text) => send("content_block_delta", { index: 0, delta: { type: "text_delta", text } });
  word(first);
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  for (const text of rest) word(text);
  send("content_block_stop", { index: 0 });
  send("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: USAGE });
  send("message_stop", {});
  response.end();
}
