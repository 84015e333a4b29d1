#!/usr/bin/env node
// Speaks the protocol of Claude Code as badly as the name of its working folder says. A name may carry a number:
// `exit-3`. Whatever a mode does first, most answer properly after it, so that a test sees whether they were heard.
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { closeSync, writeSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";

const [, mode, number] = /^([a-z-]+?)(?:-(\d+))?$/.exec(basename(process.cwd())) ?? [];
const MEGABYTE = 1_000_000;

if (process.argv.includes("--version")) {
  process.stdout.write("2.1.330 (Claude Code)\n");
  process.exit(0);
}

/** Waits while nobody reads: a pipe may be set not to block. */
function write(bytes) {
  const buffer = Buffer.from(bytes);
  for (let done = 0; done < buffer.length; ) {
    try {
      done += writeSync(1, buffer, done);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

const line = (value) => `${JSON.stringify(value)}\n`;
const say = (value) => write(line(value));
const session = { session_id: sessionId(), uuid: randomUUID(), parent_tool_use_id: null };

function sessionId() {
  const found = process.argv.map((word) => /^--(?:session-id|resume)=(.+)$/.exec(word)?.[1]);
  return found.findLast((id) => id !== undefined) ?? randomUUID();
}

function initialized(id) {
  const models = [
    { value: "default", resolvedModel: "claude-opus-5-5", displayName: "Default", description: "" },
  ];
  const response = {
    commands: [],
    agents: [],
    models,
    account: {},
    pid: process.pid,
    claude_code_version: "2.1.330",
    current_permission_mode: "default",
  };
  return { type: "control_response", response: { subtype: "success", request_id: id, response } };
}

/** The lines of a whole answer. */
function answer(text, id = `msg_${randomUUID()}`) {
  const event = (what) => ({ type: "stream_event", event: what, ...session });
  const message = { id, type: "message", role: "assistant", model: "claude-opus-5-5", stop_reason: null };
  const usage = {
    input_tokens: 1,
    output_tokens: 1,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
  return [
    event({ type: "message_start", message: { ...message, content: [], usage } }),
    event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
    ...(text.match(/.{1,7}/gsu) ?? []).map((part) =>
      event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: part } }),
    ),
    event({ type: "content_block_stop", index: 0 }),
    { type: "assistant", message: { ...message, content: [{ type: "text", text }], usage }, ...session },
    event({ type: "message_stop" }),
  ];
}

const result = {
  type: "result",
  subtype: "success",
  is_error: false,
  result: "",
  total_cost_usd: 0.01,
  terminal_reason: "completed",
  ...session,
};

function answerProperly(text) {
  for (const one of answer(text)) say(one);
  say(result);
}

/** What no version of the tool ever said. */
function junk() {
  const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  return [
    "\n\n\r\n",
    "no json at all\n",
    '{"type":"assistant"\n',
    "null\n",
    "0\n",
    '"text"\n',
    "[]\n",
    `${deep}\n`,
    `{"type":"stream_event","event":${deep}}\n`,
    line({}),
    line({ type: 7 }),
    line({ type: "__proto__" }),
    '{"__proto__":{"type":"result"}}\n',
    line({ type: "constructor", constructor: { prototype: {} } }),
    line({ type: "something_new", of: ["an", { unknown: "kind" }] }),
    line({ type: "stream_event" }),
    line({ type: "stream_event", event: { type: "content_block_delta", index: -1, delta: { text: {} } } }),
    line({
      type: "stream_event",
      event: { type: "content_block_delta", index: 1e9, delta: { type: "text_delta", text: "x" } },
    }),
    line({ type: "stream_event", event: { type: "message_start", message: null } }),
    line({
      type: "assistant",
      message: { id: "__proto__", content: [{ type: "text", text: "own" }, null, 7, {}] },
    }),
    line({ type: "assistant", message: { content: "words" } }),
    line({ type: "user", message: [] }),
    line({ type: "system" }),
    line({ type: "system", subtype: "init", permissionMode: 7, model: [] }),
    line({ type: "system", subtype: "api_retry", attempt: "x" }),
    line({ type: "control_request" }),
    line({ type: "control_request", request_id: "r1", request: { subtype: "never_heard_of" } }),
    line({
      type: "control_request",
      request_id: 7,
      request: { subtype: "can_use_tool", tool_name: {}, input: [] },
    }),
    line({ type: "control_response", response: { subtype: "success", request_id: "nobody asked" } }),
    line({ type: "control_response", response: 7 }),
    line({ type: "control_cancel_request", request_id: "constructor" }),
    line({ type: "command_lifecycle", command_uuid: "__proto__", state: "odd" }),
    line({ type: "\ud800", "\u0000": "\u0000" }),
    Buffer.concat([
      Buffer.from('{"type":"bad \xff utf-8","x":"', "latin1"),
      randomBytes(300),
      Buffer.from('"}\n'),
    ]),
    Buffer.concat([randomBytes(5_000), Buffer.from("\n")]),
  ];
}

/** Writes in pieces that end anywhere, each on its own. */
async function inPieces(bytes, sizeOf) {
  for (let at = 0; at < bytes.length; ) {
    const next = at + sizeOf();
    write(bytes.subarray(at, next));
    at = next;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function flood() {
  const id = `msg_${randomUUID()}`;
  const [start, open, delta] = answer("x".repeat(7), id);
  say(start);
  say(open);
  const more = {
    ...delta,
    event: { ...delta.event, delta: { type: "text_delta", text: "flood ".repeat(2_000) } },
  };
  const block = line(more) + line({ type: "something_new", filling: "y".repeat(12_000) });
  for (let sent = 0; sent < 100 * MEGABYTE; sent += block.length) write(block);
}

function neverEndingLine() {
  write('{"type":"assistant","message":{"content":"');
  const block = Buffer.alloc(MEGABYTE, "z");
  for (let sent = 0; sent < 100; sent++) write(block);
}

const turns = {
  calm: (text) => answerProperly(`calm: ${text}`),
  junk: (text) => {
    for (const piece of junk()) write(piece);
    answerProperly(`heard: ${text}`);
    for (const piece of junk()) write(piece);
  },
  split: (text) => {
    const lines = [...answer(`heard: ${text} 日本🎉`), result].map(line).join("");
    let step = 0;
    return inPieces(Buffer.from(lines), () => [1, 2, 3, 977, 5, 40][step++ % 6]);
  },
  flood: (text) => {
    flood();
    answerProperly(`heard: ${text}`);
  },
  endless: (text) => {
    neverEndingLine();
    write("\n");
    answerProperly(`heard: ${text}`);
  },
  after: (text) => {
    answerProperly(`heard: ${text}`);
    for (const one of answer("more than was asked for")) say(one);
    say(result);
    say(result);
  },
  closed: () => closeSync(1),
  exit: () => {
    process.stderr.write(`the reason for ending with ${number}\n`);
    process.exit(Number(number));
  },
  killed: () => process.kill(process.pid, "SIGKILL"),
  deaf: () => say(answer("Still at it.")[0]),
};

if (mode === "exit-at-once") {
  process.stderr.write("at once, for a reason\n");
  process.exit(Number(number));
}
if (mode === "deaf") {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
  spawn(
    process.execPath,
    ["-e", "process.on('SIGTERM',()=>{});process.on('SIGINT',()=>{});setInterval(()=>{},1e6)"],
    {
      stdio: "ignore",
    },
  );
}
if (mode === "closed" || mode === "deaf") setInterval(() => {}, MEGABYTE);

for await (const text of createInterface({ input: process.stdin })) {
  const told = JSON.parse(text);
  if (told.type === "control_request" && told.request.subtype === "initialize" && mode !== "mute")
    say(initialized(told.request_id));
  else if (told.type === "control_request" && mode !== "deaf" && mode !== "mute")
    say({
      type: "control_response",
      response: { subtype: "success", request_id: told.request_id, response: {} },
    });
  else if (told.type === "user") {
    say({
      type: "system",
      subtype: "init",
      cwd: process.cwd(),
      model: "claude-opus-5-5",
      permissionMode: "default",
      ...session,
    });
    await turns[mode]?.(told.message.content.at?.(-1)?.text ?? told.message.content);
  }
}
