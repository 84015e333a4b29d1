// The invented tool itself: JSON lines on standard input and output, a transcript below TOOL_HOME. A prompt is a
// script: steps separated by ";" or line ends. What is no step is echoed.
import { spawn } from "node:child_process";
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, watch, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const HOME = process.env["TOOL_HOME"] ?? ".";
const options = new Map(
  process.argv.slice(2).map((token) => {
    const [, name = "", value = ""] = /^--([^=]*)=?(.*)$/s.exec(token) ?? [];
    return [name, value];
  }),
);
const gates = join(HOME, "gates");
const session = options.get("session") ?? "";
const folder = process.cwd().replaceAll(/[^A-Za-z0-9]/g, "-");
const transcript = join(HOME, folder, `${session}.jsonl`);
const startup = existsSync(join(HOME, "startup")) ? readFileSync(join(HOME, "startup"), "utf8") : "";

let model = options.get("model") || "m-default";
let mode = options.get("mode") || "ask";
let turn;
let ended = false;
let numbers = 0;
let cost = 0;
const waiting = [];
const answers = new Map();

mkdirSync(gates, { recursive: true });

if (options.has("version")) {
  process.stdout.write("scripted 1.0\n");
  process.exit(0);
}
appendFileSync(
  join(HOME, "starts.jsonl"),
  `${JSON.stringify({ pid: process.pid, argv: process.argv.slice(2), cwd: process.cwd() })}\n`,
);
if (startup.startsWith("die")) {
  const [, code = "1", words = ""] = startup.split(" ", 3);
  writeSync(2, `${words}\n`);
  process.exit(Number(code));
}
if (options.has("fork") && !existsSync(transcript)) {
  mkdirSync(join(HOME, folder), { recursive: true });
  copyFileSync(join(HOME, folder, `${options.get("fork")}.jsonl`), transcript);
}

const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
lines.on("line", (line) => {
  const value = JSON.parse(line);
  if (value.type === "hello" && !startup.startsWith("mute")) tell(info(value.n));
  else if (value.type === "message") onMessage(value);
  else if (value.type === "interrupt") onInterrupt(value.n);
  else if (value.type === "answer") answers.get(value.id)?.(value.answer);
  else if (value.type === "model") onModel(value);
  else if (value.type === "mode") onMode(value);
});
lines.on("close", () => {
  ended = true;
  if (turn === undefined) process.exit(0);
});

function tell(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function info(n) {
  return {
    type: "info",
    n,
    info: {
      models: [
        { id: "m-default", label: "Default", resolved: "model-of-today" },
        { id: "m-small", label: "Small" },
      ],
      permissionModes: [
        { id: "ask", label: "Ask" },
        { id: "plan", label: "Plan" },
      ],
      commands: [{ name: "tidy", description: "Tidies" }],
      agents: [{ name: "helper" }],
      version: "1.0",
    },
  };
}

function write(line) {
  mkdirSync(join(HOME, folder), { recursive: true });
  appendFileSync(transcript, `${JSON.stringify({ at: Date.now(), cwd: process.cwd(), model, ...line })}\n`);
}

function onMessage(message) {
  if (message.text.startsWith("vanish")) {
    const [, code = "9", words = ""] = message.text.split(" ");
    writeSync(2, `${words}\n`);
    process.exit(Number(code));
  }
  if (turn === undefined) void runTurn(message);
  else {
    waiting.push(message);
    state(message, "queued");
    tell({ type: "phase", text: `${waiting.length} in my queue` });
  }
}

function state(message, what) {
  if (!startup.startsWith("plain")) tell({ type: "state", id: message.id, state: what });
}

async function runTurn(message) {
  const interruption = withResolvers();
  interruption.promise.catch(() => {});
  turn = { interrupted: interruption.promise, reject: interruption.reject, asked: new Set(), drafts: [] };
  cost += 0.5;
  let end = { type: "end", ok: true };
  try {
    await take(message);
  } catch (reason) {
    end = { type: "end", ok: false, ...reason };
  }
  for (const id of turn.asked) tell({ type: "withdrawn", id });
  turn = undefined;
  write({ id: `e${process.pid}-${numbers++}`, role: "system", text: "end of the turn", state: "idle" });
  tell({ ...end, usd: 0.5, totalUsd: cost });
  const next = waiting.shift();
  if (next !== undefined) void runTurn(next);
  else if (ended) process.exit(end.ok ? 0 : 1);
}

function withResolvers() {
  let resolve;
  let reject;
  const promise = new Promise((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

async function take(message) {
  state(message, "started");
  write({ id: message.id, role: "user", text: message.text.slice(0, 2_000), state: "working" });
  tell({ type: "settings", model, mode, sessionId: session });
  for (const step of message.text.split(/[;\n]/)) {
    await run(step.trim());
    const steered = waiting.shift();
    if (steered !== undefined) await take(steered);
  }
  state(message, "completed");
}

function onInterrupt(n) {
  if (turn?.deaf) return;
  tell({ type: "done", n });
  turn?.reject({ interrupted: true });
}

function onModel(value) {
  if (value.model.startsWith("bad")) return tell({ type: "refused", n: value.n, text: "no such model" });
  model = value.model;
  tell({ type: "done", n: value.n });
  tell({ type: "settings", model, mode });
}

function onMode(value) {
  mode = value.mode;
  tell({ type: "done", n: value.n });
  tell({ type: "settings", model, mode });
}

const steps = {
  say: (text) => speak(text, true),
  draft: (text) => speak(text, false),
  write: () => {
    for (const line of turn.drafts.splice(0)) write(line);
  },
  more: (text) => block(text, true),
  stream: (count) => speak(Array.from({ length: Number(count) }, (_, n) => `c${n}`).join(" "), true),
  think: (text) => speak(text, true, "thinking"),
  sub: (text) => tell({ type: "partial", messageId: "sub1", index: 0, kind: "text", text, agent: "a1" }),
  phase: (text) => tell({ type: "phase", text }),
  gate: (name) => gate(name),
  ask: (command) => ask("tool", { command: command || "make" }),
  question: () => ask("question", { question: "Which?" }),
  plan: () => ask("plan", { plan: "# Do it" }),
  retract: (name) => ask("tool", { command: "make" }, name),
  big: (size) => ask("tool", { command: "make", text: "x".repeat(Number(size)) }),
  hang: () => turn.interrupted,
  deaf: () => {
    turn.deaf = true;
  },
  ignore: (signal) => {
    process.on(signal, () => {});
  },
  grandchild: () => {
    const child = spawn(
      process.execPath,
      ["-e", "process.on('SIGINT', () => {}); process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6)"],
      { stdio: "ignore" },
    );
    return speak(`grandchild ${child.pid}`, true);
  },
  exit: (text) => {
    const [code = "1", ...words] = text.split(" ");
    writeSync(2, `${words.join(" ")}\n`);
    process.exit(Number(code));
  },
  fail: (text) => {
    const [kind = "api", ...words] = text.split(" ");
    throw { failure: { kind, text: words.join(" ") } };
  },
  flood: async (megabytes) => {
    const line = `${JSON.stringify({ type: "noise", text: "x".repeat(65_000) })}\n`;
    for (let sent = 0; sent < Number(megabytes) * 16; sent++) {
      if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
  },
  junk: () => process.stdout.write('{"type":\n\n[]\nnull\nnonsense\n{"type":"__proto__"}\n'),
  background: (tasks) => tell({ type: "background", tasks: Number(tasks) }),
  mode: (name) => {
    mode = name;
    tell({ type: "settings", model, mode });
  },
};

async function run(step) {
  const [, name = "", rest = ""] = /^(\w+)(?: (.*))?$/s.exec(step) ?? [];
  if (Object.hasOwn(steps, name)) await steps[name](rest);
  else if (step !== "") await speak(`you said ${step.length}: ${step.slice(0, 100)}`, true);
}

function speak(text, kept, kind = "text") {
  turn.message = { id: `m${process.pid}-${numbers++}`, blocks: 0 };
  return block(text, kept, kind);
}

function block(text, kept, kind = "text") {
  const { message } = turn;
  const index = message.blocks++;
  for (const chunk of text.match(/\S+\s*/g) ?? [""]) {
    tell({ type: "partial", messageId: message.id, index, kind, text: chunk });
  }
  const line = { id: message.id, role: "assistant", text, kind, state: "working" };
  tell({ type: "message", line });
  if (kept) write(line);
  else turn.drafts.push(line);
}

async function gate(name) {
  const path = join(gates, name);
  const opened = new Promise((resolve) => {
    const watcher = watch(gates, () => {
      if (existsSync(path)) done();
    });
    const done = () => {
      watcher.close();
      resolve();
    };
    if (existsSync(path)) done();
  });
  tell({ type: "phase", text: `at gate ${name}` });
  await Promise.race([opened, turn.interrupted]);
}

async function ask(kind, input, gateName) {
  const id = `r${numbers++}`;
  turn.asked.add(id);
  const answered = new Promise((resolve) => answers.set(id, resolve));
  tell({ type: "request", id, kind, input });
  const withdrawn = gateName === undefined ? [] : [gate(gateName)];
  const answer = await Promise.race([answered, turn.interrupted, ...withdrawn]);
  answers.delete(id);
  turn.asked.delete(id);
  if (answer === undefined) return tell({ type: "withdrawn", id });
  if (answer.type === "deny") return speak(`denied: ${answer.message ?? ""}`, true);
  if (answer.type === "answers") return speak(`answered: ${JSON.stringify(answer.answers)}`, true);
  const used = answer.input ?? input;
  const extra = used.text === undefined ? "" : ` with ${used.text.length}`;
  return speak(`ran ${used.command ?? kind}${extra} ${(answer.suggestions ?? []).join(",")}`.trim(), true);
}
