import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Answer,
  type Approval,
  type DriveState,
  type Message,
  type MessagePage,
  type Send,
  type SendReceipt,
  type SessionDetail,
  Transcript,
} from "@vibedeck/core";
import { expect, onTestFinished } from "vitest";
import { Home } from "../../support/home.ts";
import { type ServerProcess, serve } from "../../support/server-process.ts";
import { CLAUDE } from "./claude-binary.ts";
import { Model } from "./model.ts";
import { type ProcessSeen, processesOf } from "./processes.ts";
import { Watcher } from "./watcher.ts";

/** What the log must never hold. */
export const API_KEY = "sk-ant-stand-in-0123456789-never-in-a-log";

/** How the server is set up. */
export interface Setup {
  /** The tool. Default: the real Claude Code. */
  readonly command?: string;
  /** More lines for the configuration, after those of `[claude-code]`. */
  readonly toml?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a request brought. */
export interface Told {
  readonly status: number;
  readonly body: unknown;
}

/** More than the text of a message. */
export type More = Readonly<Record<string, unknown>>;

/** A home, a model and a server that drives the tool there. */
export class Driven {
  readonly home: Home = new Home();
  readonly model: Model;
  readonly #setup: Setup;
  readonly #spoken: string[] = [API_KEY];
  #server: ServerProcess | undefined;
  #log = "";

  private constructor(model: Model, setup: Setup) {
    this.model = model;
    this.#setup = setup;
    onTestFinished(() => this.#end());
  }

  static async open(setup: Setup = {}): Promise<Driven> {
    const driven = new Driven(await Model.start(), setup);
    const { command = CLAUDE, toml = [] } = setup;
    const config = ["[claude-code]", `command = ${JSON.stringify(command)}`, ...toml];
    writeFileSync(join(driven.home.base, "vibedeck.toml"), `${config.join("\n")}\n`);
    await driven.startServer();
    return driven;
  }

  get server(): ServerProcess {
    if (this.#server === undefined) throw new Error("the server was not started");
    return this.#server;
  }

  /** Everything the servers of this home wrote to their log. */
  get log(): string {
    return this.#log;
  }

  /** What keeps an agent of this home at the stand-in: it can reach nothing else. */
  agentVariables(): Readonly<Record<string, string>> {
    return {
      HOME: this.home.base,
      ANTHROPIC_BASE_URL: this.model.url,
      ANTHROPIC_API_KEY: API_KEY,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      HTTPS_PROXY: "http://127.0.0.1:9",
      NO_PROXY: "127.0.0.1",
      IS_SANDBOX: "1",
      ...this.#setup.env,
    };
  }

  async startServer(): Promise<void> {
    const server = await serve(this.home, { env: this.agentVariables() });
    server.child.stderr?.on("data", (text: Buffer) => {
      this.#log += String(text);
    });
    this.#server = server;
  }

  /** A folder to work in. */
  folder(name = "project"): string {
    const path = join(this.home.base, "work", name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Told> {
    const { status, text } = await this.server.ask(method, path, body);
    return { status, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** Starts a session. */
  async start(text: string, more: More = {}): Promise<SendReceipt> {
    return await this.#sent("/api/sessions", text, { cwd: this.folder(), ...more });
  }

  async send(key: string, text: string, more: More = {}): Promise<SendReceipt> {
    return await this.#sent(`/api/sessions/${key}/messages`, text, more);
  }

  async fork(key: string, text: string, more: More = {}): Promise<SendReceipt> {
    return await this.#sent(`/api/sessions/${key}/fork`, text, more);
  }

  /** Sends and expects the error code that comes back instead of a receipt. */
  async refused(path: string, body: More): Promise<string> {
    const { status, body: told } = await this.ask("POST", path, body);
    expect(status, JSON.stringify(told)).toBeGreaterThanOrEqual(400);
    return codeOf(told);
  }

  async interrupt(key: string): Promise<void> {
    const told = await this.ask("POST", `/api/sessions/${key}/interrupt`, {});
    expect(told.status, JSON.stringify(told.body)).toBeLessThan(300);
  }

  async answer(approval: Pick<Approval, "id">, answer: Answer): Promise<Told> {
    return await this.ask("POST", `/api/approvals/${approval.id}`, answer);
  }

  async settings(key: string, settings: More): Promise<Told> {
    return await this.ask("PATCH", `/api/sessions/${key}/settings`, settings);
  }

  async state(key: string): Promise<DriveState> {
    return await this.server.get<DriveState>(`/api/sessions/${key}/drive`);
  }

  async session(key: string): Promise<SessionDetail> {
    return await this.server.get<SessionDetail>(`/api/sessions/${key}`);
  }

  /** All messages of the transcript, as the server reads it now. */
  async messages(key: string): Promise<readonly Message[]> {
    const page = await this.server.get<MessagePage>(`/api/sessions/${key}/messages?limit=500&full=1`);
    const transcript = new Transcript();
    transcript.insert(page.messages);
    return transcript.messages();
  }

  watch(key: string, counted: readonly string[] = [], after?: string): Watcher {
    return new Watcher(this.server.port, key, counted, after);
  }

  /** Starts a session, follows it and waits for the end of its first turn. */
  async turn(text: string, more: More = {}): Promise<{ key: string; send: Send; watcher: Watcher }> {
    const { key, send } = await this.start(text, more);
    const watcher = this.watch(key);
    return { key, send: await watcher.send(send.id, "done"), watcher };
  }

  /** Texts that no log may hold. */
  keepOutOfLog(...texts: readonly string[]): void {
    this.#spoken.push(...texts);
  }

  /** Running processes that this server's agents are or began. */
  processes(): ProcessSeen[] {
    return processesOf(this.home.base).filter(({ pid }) => pid !== this.#server?.pid);
  }

  async #sent(path: string, text: string, more: More): Promise<SendReceipt> {
    this.#spoken.push(text);
    const { status, body } = await this.ask("POST", path, { id: randomUUID(), text, ...more });
    expect(status, JSON.stringify(body)).toBe(202);
    return body as SendReceipt;
  }

  async #end(): Promise<void> {
    await this.#server?.kill();
    for (const { pid } of this.processes()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself meanwhile.
      }
    }
    const told = [...this.#spoken, ...this.model.spoken()].filter((text) => text.length > 15);
    expect(told.filter((text) => this.#log.includes(text.slice(0, 200)))).toEqual([]);
  }
}

/** The code of an error that the API answered. */
export function codeOf(body: unknown): string {
  return (body as { error?: { code?: string } }).error?.code ?? JSON.stringify(body);
}
