import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type Action,
  type AgentInfo,
  type AgentProcess,
  type Cli,
  type Conversation,
  type ConversationEvent,
  isObject,
  type JsonObject,
  type PartContext,
  type RunContext,
  silentLogger,
} from "@vibedeck/core";
import { createCli } from "../../src/cli/create-cli.ts";
import { DEFAULT_MODES } from "../../src/cli/permission-modes.ts";
import type { ClaudeCodeConfig } from "../../src/config.ts";
import type { ClaudeBinary } from "../oracle/claude-binary.ts";

/** A home of its own in which Claude Code runs, and can reach nothing but the stand-in of the API. */
export class ClaudeHome implements Disposable {
  readonly home: string = mkdtempSync(join(tmpdir(), "vibedeck-drive-"));
  readonly cwd: string = join(this.home, "project");
  readonly cli: Cli;
  readonly env: Record<string, string>;

  constructor(binary: ClaudeBinary, apiUrl: string, config: Partial<ClaudeCodeConfig> = {}) {
    mkdirSync(this.cwd);
    this.env = {
      PATH: process.env["PATH"] ?? "",
      HOME: this.home,
      ANTHROPIC_BASE_URL: apiUrl,
      ANTHROPIC_API_KEY: "stand-in",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      CLAUDE_CODE_MAX_RETRIES: "0",
      HTTPS_PROXY: "http://127.0.0.1:9",
      NO_PROXY: "127.0.0.1",
      IS_SANDBOX: "1",
    };
    this.cli = localCli(
      { dirs: [join(this.home, ".claude")], command: binary.path, ...config },
      this.env,
      this.home,
    );
  }

  /** Starts a process. */
  async start(action: Action, signal: AbortSignal): Promise<{ readonly process: AgentProcess }> {
    return { process: await this.cli.start(this.cli.command(action), signal, run()) };
  }

  /** Starts an agent and has it introduce itself. */
  async agent(action: Action): Promise<Agent> {
    const signal = AbortSignal.timeout(60_000);
    const { process } = await this.start(action, signal);
    return Agent.open(process, this.cli.converse(process), signal);
  }

  /** The lines of a session's transcript. */
  transcript(sessionId: string): readonly JsonObject[] {
    const projects = join(this.home, ".claude", "projects");
    const names = readdirSync(projects, { recursive: true, encoding: "utf8" });
    const name = names.find((one) => one.endsWith(`${sessionId}.jsonl`));
    if (name === undefined) throw new Error(`no transcript of ${sessionId} among ${names.join()}`);
    return readFileSync(join(projects, name), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line): unknown => JSON.parse(line))
      .filter(isObject);
  }

  /** Files that were written below `projects`. */
  transcripts(): readonly string[] {
    try {
      const names = readdirSync(join(this.home, ".claude", "projects"), {
        recursive: true,
        encoding: "utf8",
      });
      return names.filter((name) => name.endsWith(".jsonl"));
    } catch {
      // The tool made no such folder.
      return [];
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A `cli` part on this machine, as the host would make it. */
export function localCli(
  config: Partial<ClaudeCodeConfig>,
  env: Readonly<Record<string, string>>,
  home: string,
): Cli {
  const whole: ClaudeCodeConfig = {
    dirs: [join(home, ".claude")],
    prices: {},
    permissionModes: DEFAULT_MODES,
    models: [],
    env: {},
    ...config,
  };
  const parts = new Map<string, Cli>();
  const context: PartContext<ClaudeCodeConfig> = {
    config: whole,
    logger: silentLogger,
    signal: new AbortController().signal,
    part: (name) => {
      const part = parts.get(name);
      if (part === undefined) throw new Error(`no part ${name}`);
      return part as never;
    },
  };
  const exists = (path: string): boolean => {
    try {
      return readdirSync(dirname(path)).includes(path.slice(dirname(path).length + 1));
    } catch {
      return false;
    }
  };
  const cli = createCli(context, { env, home, exists });
  parts.set("cli", cli);
  return cli;
}

/** For whom the tests run it. */
export function run(): RunContext {
  return { owner: "local", progress: () => {} };
}

type Event<Type extends ConversationEvent["type"]> = Extract<ConversationEvent, { readonly type: Type }>;

/** A running agent whose events are collected. */
export class Agent implements AsyncDisposable {
  readonly process: AgentProcess;
  readonly talk: Conversation;
  readonly info: AgentInfo;
  readonly events: ConversationEvent[] = [];
  readonly over: Promise<void>;
  #wake: () => void = () => {};
  #taken = 0;
  #ended = false;

  static async open(process: AgentProcess, talk: Conversation, signal: AbortSignal): Promise<Agent> {
    return new Agent(process, talk, await talk.open(signal));
  }

  private constructor(process: AgentProcess, talk: Conversation, info: AgentInfo) {
    this.process = process;
    this.talk = talk;
    this.info = info;
    this.over = this.#collect();
  }

  /** The next event of a type, from where the last one was taken on. */
  async next<Type extends ConversationEvent["type"]>(
    type: Type,
    fits: (event: Event<Type>) => boolean = () => true,
  ): Promise<Event<Type>> {
    for (;;) {
      while (this.#taken < this.events.length) {
        const event = this.events[this.#taken++];
        if (event?.type === type && fits(event as Event<Type>)) return event as Event<Type>;
      }
      if (this.#ended)
        throw new Error(`no ${type} among ${JSON.stringify(this.events.slice(-20)).slice(0, 4_000)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** All events of a type so far. */
  all<Type extends ConversationEvent["type"]>(type: Type): readonly Event<Type>[] {
    return this.events.filter((event): event is Event<Type> => event.type === type);
  }

  /** What was told of a sent message, in order. */
  states(id: string): readonly string[] {
    return this.all("message-state").flatMap((one) => (one.id === id ? [one.state] : []));
  }

  /** Waits for something that no event tells: a file of the agent's, say. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.#ended) throw new Error("the agent is gone");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Sends a message and returns its id. */
  async say(text: string, more: object = {}): Promise<string> {
    const id = crypto.randomUUID();
    await this.talk.send({ id, text, ...more });
    return id;
  }

  /** Closes its input and waits for its end. */
  async end(): Promise<void> {
    this.talk.close();
    await this.process.exit;
    await this.over;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.signal("SIGKILL");
    await this.process.exit;
  }

  async #collect(): Promise<void> {
    for await (const event of this.talk.events()) {
      this.events.push(event);
      this.#wake();
    }
    this.#ended = true;
    this.#wake();
  }
}
