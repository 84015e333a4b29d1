import { type IncomingMessage, request } from "node:http";
import type { Duplex, Readable } from "node:stream";
import type { EngineAddress } from "./engine.ts";

/** What an engine answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text as JSON; the tests know its shape. */
  // biome-ignore lint/suspicious/noExplicitAny: what the engine says is looked at by tests only
  readonly json: any;
}

/** How an exec ended, and what it wrote. */
export interface ExecResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running exec. */
export interface RunningExec {
  readonly id: string;
  /** Its input; ending it leaves the output open. */
  readonly stdin: Duplex;
  /** What it wrote on stdout so far. */
  readonly stdout: () => string;
  /** Resolves when stdout holds a text. */
  says(text: string): Promise<void>;
  /** When its output has ended. */
  readonly ended: Promise<ExecResult>;
}

/** What a test wants to run. */
export interface ExecOptions {
  readonly env?: readonly string[];
  readonly cwd?: string;
}

/** Asks an engine in plain HTTP, independent of the code under test. */
export async function ask(
  { socket }: EngineAddress,
  method: string,
  path: string,
  body?: object | Readable,
): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const type = body === undefined || isStream(body) ? "application/x-tar" : "application/json";
    const sent = request({ socketPath: socket, method, path, headers: { "content-type": type } }, resolve);
    sent.once("error", reject);
    if (body === undefined) sent.end();
    else if (isStream(body)) body.once("error", reject).pipe(sent);
    else sent.end(JSON.stringify(body));
  });
  response.setEncoding("utf8");
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, text, json: parse(text) };
}

/** Asks, and throws when the engine refuses. */
export async function must(
  engine: EngineAddress,
  method: string,
  path: string,
  body?: object | Readable,
): Promise<Answer> {
  const answer = await ask(engine, method, path, body);
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer;
}

/** Starts a command in a container. */
export async function startExec(
  engine: EngineAddress,
  container: string,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<RunningExec> {
  const { json } = await must(engine, "POST", `/containers/${container}/exec`, {
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Cmd: argv,
    ...(options.env === undefined ? {} : { Env: options.env }),
    ...(options.cwd === undefined ? {} : { WorkingDir: options.cwd }),
  });
  const stdin = await hijack(engine, `/exec/${json.Id}/start`);
  const out = { 1: "", 2: "" };
  const waiting = new Set<() => void>();
  const ended = read(stdin, (kind, text) => {
    if (kind === 1 || kind === 2) out[kind] += text;
    for (const check of waiting) check();
  }).then(async () => {
    for (const check of waiting) check();
    // The engine learns of the end of a process a moment after its output ended.
    for (let tries = 0; ; tries++) {
      const { json: state } = await must(engine, "GET", `/exec/${json.Id}/json`);
      if (state.Running === false || tries === 100)
        return { code: state.ExitCode, stdout: out[1], stderr: out[2] };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  ended.catch(() => {});
  return {
    id: json.Id,
    stdin,
    stdout: () => out[1],
    says: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (out[1].includes(text)) resolve();
          else if (stdin.readableEnded) reject(new Error(`"${text}" was not said: ${out[1]} ${out[2]}`));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      }),
    ended,
  };
}

/** Runs a command in a container to its end. */
export async function exec(
  engine: EngineAddress,
  container: string,
  argv: readonly string[],
  { input = "", ...options }: ExecOptions & { readonly input?: string } = {},
): Promise<ExecResult> {
  const running = await startExec(engine, container, argv, options);
  running.stdin.end(input);
  return running.ended;
}

function hijack({ socket }: EngineAddress, path: string): Promise<Duplex> {
  const headers = { "content-type": "application/json", connection: "Upgrade", upgrade: "tcp" };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: socket, method: "POST", path, headers });
    sent.once("upgrade", (_response, stream, head) => {
      if (head.length > 0) stream.unshift(head);
      resolve(stream);
    });
    sent.once("response", (response) => {
      response.setEncoding("utf8").on("data", (text) => reject(new Error(`${response.statusCode} ${text}`)));
    });
    sent.once("error", reject);
    sent.end(JSON.stringify({ Detach: false, Tty: false }));
  });
}

/** Frames: a byte that says which output, three empty ones, four of length. */
async function read(stream: Duplex, take: (kind: number, text: string) => void): Promise<void> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 8 && held.length >= 8 + held.readUInt32BE(4)) {
      const end = 8 + held.readUInt32BE(4);
      take(held.readUInt8(0), held.toString("utf8", 8, end));
      held = held.subarray(end);
    }
  }
}

function isStream(body: object): body is Readable {
  return "pipe" in body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
