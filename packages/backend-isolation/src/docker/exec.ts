import { PassThrough } from "node:stream";
import { VibeDeckError } from "@vibedeck/core";
import type { EngineClient, Hijacked } from "./engine-client.ts";
import { engineRefused, messageOf } from "./engine-error.ts";
import { FrameSplitter } from "./frames.ts";
import { at, numberAt, textAt } from "./read.ts";

/** A command in a container, and nothing of a shell. */
export interface ExecRequest {
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin: boolean;
}

/** How long starting a command may be waited for: by whom, and for each of its two calls, in milliseconds. */
export interface ExecLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/** A command that was started, with its streams. */
export interface StartedExec {
  readonly id: string;
  readonly socket: Hijacked["socket"];
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  /** Settles when the engine sends nothing more. That says nothing of the command. */
  readonly silent: Promise<void>;
}

/** Bytes that wait for a reader before the command waits. */
const WAITING = 256 * 1024;

/** Starts a command in a running container. @throws `VibeDeckError` `UNAVAILABLE`, `BAD_REQUEST` for a zero byte. */
export async function startExec(
  client: EngineClient,
  container: string,
  exec: ExecRequest,
  limits: ExecLimits,
): Promise<StartedExec> {
  const id = await createExec(client, container, exec, limits);
  const body = { Detach: false, Tty: false };
  const hijacked = await client.hijack(`/exec/${id}/start`, { body, ...limits });
  if (!("socket" in hijacked)) throw notThere(hijacked.status, messageOf(hijacked));
  const { socket, head } = hijacked;
  const stdout = new PassThrough({ highWaterMark: WAITING });
  const stderr = new PassThrough({ highWaterMark: WAITING });
  const splitter = new FrameSplitter({ stdout, stderr });
  const silent = new Promise<void>((resolve) => splitter.once("close", () => resolve()));
  // A connection that breaks is an end like any other: what became of the command is asked for.
  splitter.on("error", () => {});
  socket.on("error", () => splitter.destroy());
  socket.once("close", () => splitter.end());
  if (head.length > 0) socket.unshift(head);
  socket.pipe(splitter);
  return { id, socket, stdout, stderr, silent };
}

async function createExec(
  client: EngineClient,
  container: string,
  { argv, cwd, env = {}, stdin }: ExecRequest,
  limits: ExecLimits,
): Promise<string> {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  // The old gVisor cuts what follows a zero byte without a word.
  if ([...argv, ...variables, cwd ?? ""].some((text) => text.includes("\0"))) {
    throw new VibeDeckError("BAD_REQUEST", "The command holds a zero byte.");
  }
  const body = {
    AttachStdin: stdin,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    Privileged: false,
    Cmd: argv,
    Env: variables,
    ...(cwd === undefined ? {} : { WorkingDir: cwd }),
  };
  const reply = await client.ask("POST", `/containers/${container}/exec`, { body, ...limits });
  if (reply.status === 404 || reply.status === 409) throw notThere(reply.status, messageOf(reply));
  const id = textAt(reply.body, "Id");
  if (reply.status >= 400 || id === undefined)
    throw engineRefused("Nothing can be run in your sandbox.", reply);
  return id;
}

/** What is thrown for a sandbox that is not there any more, stopped or paused: nothing was begun. */
export class SandboxGone extends VibeDeckError {
  constructor(cause: unknown) {
    super("UNAVAILABLE", "Your sandbox is not running any more.", {
      hint: "The next message starts it again.",
      cause,
    });
  }
}

function notThere(status: number, message: string): SandboxGone {
  return new SandboxGone(new Error(`the engine answered ${status}: ${message}`));
}

/** What an engine says of a command it started. */
export interface ExecState {
  readonly running: boolean;
  readonly code: number | null;
}

/** @returns `undefined` when the engine does not know it any more: it was restarted. */
export async function execState(client: EngineClient, id: string): Promise<ExecState | undefined> {
  const reply = await client.ask("GET", `/exec/${id}/json`);
  if (reply.status === 404) return undefined;
  if (reply.status >= 400) throw engineRefused("A command in your sandbox cannot be looked at.", reply);
  return { running: at(reply.body, "Running") === true, code: numberAt(reply.body, "ExitCode") ?? null };
}
