// A stand-in of Anthropic's Messages API that runs inside of a sandbox, on 127.0.0.1:8642: what it answers is said by
// the last message. "kernel": asks for a Bash call that tells where it ran, and repeats what came of it. "slow": a word
// five times a second, for a minute. Every other text is repeated.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

const PORT = 8642;
const MAX_WORDS = 300;
const WORD_MS = 200;
const COMMAND = "uname -r; dmesg | head -n 1";
const USAGE = {
  input_tokens: 10,
  output_tokens: 5,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};

createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const { pathname } = new URL(request.url, "http://stand-in");
    if (request.method !== "POST" || pathname !== "/v1/messages") {
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
      return;
    }
    answer(response, JSON.parse(Buffer.concat(chunks).toString("utf8"))).catch(() => response.destroy());
  });
}).listen(PORT, "127.0.0.1");

async function answer(response, { model, messages, stream, tools }) {
  const said = lastOf(messages);
  const message = {
    id: `msg_${randomUUID().replaceAll("-", "")}`,
    type: "message",
    role: "assistant",
    model,
  };
  const calls = stream === true && (tools ?? []).some(({ name }) => name === "Bash");
  const wants = calls && said.result === undefined && /kernel/i.test(said.text);
  const text = said.result === undefined ? `You said: ${said.text}` : `It ran: ${said.result}`;
  if (stream !== true) {
    response.writeHead(200, { "content-type": "application/json" });
    const content = [{ type: "text", text }];
    response.end(
      JSON.stringify({ ...message, stop_sequence: null, usage: USAGE, stop_reason: "end_turn", content }),
    );
    return;
  }
  const send = (type, data) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  response.writeHead(200, { "content-type": "text/event-stream" });
  send("message_start", {
    message: { ...message, stop_sequence: null, stop_reason: null, usage: USAGE, content: [] },
  });
  if (wants) call(send);
  else await speak(send, response, calls && /slow/i.test(said.text) ? undefined : text);
  const reason = wants ? "tool_use" : "end_turn";
  send("message_delta", { delta: { stop_reason: reason, stop_sequence: null }, usage: USAGE });
  send("message_stop", {});
  response.end();
}

function call(send) {
  const id = `toolu_${randomUUID().replaceAll("-", "")}`;
  send("content_block_start", { index: 0, content_block: { type: "tool_use", id, name: "Bash", input: {} } });
  const input = JSON.stringify({ command: COMMAND, description: "Look at the kernel" });
  send("content_block_delta", { index: 0, delta: { type: "input_json_delta", partial_json: input } });
  send("content_block_stop", { index: 0 });
}

async function speak(send, response, text) {
  send("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
  const say = (words) =>
    send("content_block_delta", { index: 0, delta: { type: "text_delta", text: words } });
  if (text !== undefined) say(text);
  for (let word = 1; text === undefined && word <= MAX_WORDS && !response.destroyed; word++) {
    say(`slow-${word} `);
    await new Promise((resolve) => setTimeout(resolve, WORD_MS));
  }
  send("content_block_stop", { index: 0 });
}

/** What a person, or a tool, said last. What the tool adds for itself in between is left out. */
function lastOf(messages) {
  const { content } = messages.findLast(({ role }) => role === "user") ?? { content: "" };
  const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
  const result = blocks.find(({ type }) => type === "tool_result");
  const texts = blocks.flatMap(({ type, text }) =>
    type === "text" && !text.startsWith("<system-reminder>") ? [text] : [],
  );
  return {
    text: texts.at(-1) ?? "",
    ...(result === undefined ? {} : { result: resultText(result.content) }),
  };
}

function resultText(content) {
  if (typeof content === "string") return content;
  return (content ?? []).map(({ text }) => text ?? "").join("");
}
