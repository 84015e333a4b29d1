import { setTimeout } from "node:timers/promises";
import type { Logger } from "@vibedeck/core";
import type { SandboxEvent } from "../sandbox-runtime.ts";
import type { EngineClient } from "./engine-client.ts";
import { INSTANCE_LABEL, OWNER_LABEL } from "./facts.ts";
import { numberAt, textAt } from "./read.ts";

/** Between two tries to listen again, in milliseconds: the first, and the most. */
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** After how long a silent connection is tried, in milliseconds. */
const KEEP_ALIVE_MS = 15_000;

/** A line of the engine that is longer than this is none of its events. */
const MAX_LINE = 1024 * 1024;

const TYPES: ReadonlyMap<string, Exclude<SandboxEvent["type"], "reconnected">> = new Map([
  ["start", "started"],
  ["die", "ended"],
  ["stop", "ended"],
  ["kill", "ended"],
  ["oom", "ended"],
  ["pause", "paused"],
  ["unpause", "resumed"],
  ["destroy", "removed"],
]);

/** What was done to a container lately, or happened to it. */
export interface Deeds {
  /** Somebody stopped, killed or removed it. */
  readonly stopped: boolean;
  readonly outOfMemory: boolean;
}

/** Containers whose last deeds are remembered. */
const MAX_REMEMBERED = 2_000;

type Listener = (event: SandboxEvent) => void;

/** What happens to the sandboxes of one installation, as the engine tells it. Listens while somebody does. */
export class EventFeed {
  readonly #client: EngineClient;
  readonly #instance: () => string;
  readonly #logger: Logger;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<Listener>();
  readonly #deeds = new Map<string, Deeds>();
  #running = false;

  constructor(client: EngineClient, instance: () => string, logger: Logger) {
    this.#client = client;
    this.#instance = instance;
    this.#logger = logger;
  }

  /** @returns how to listen no more. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (!this.#running) {
      this.#running = true;
      void this.#run();
    }
    return () => this.#listeners.delete(listener);
  }

  /** What is known of a container by its id. */
  deedsOn(id: string): Deeds {
    return this.#deeds.get(id) ?? { stopped: false, outOfMemory: false };
  }

  close(): void {
    this.#stop.abort();
    this.#listeners.clear();
  }

  async #run(): Promise<void> {
    let wait = FIRST_MS;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const since = performance.now();
      try {
        await this.#follow(signal);
      } catch (error) {
        if (!signal.aborted) this.#logger.debug({ err: error }, "The engine's events are not heard");
      }
      // A connection that held for a while was a good one.
      wait = performance.now() - since > LONGEST_MS ? FIRST_MS : Math.min(wait * 2, LONGEST_MS);
      await setTimeout(wait / 2, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const filters = { type: ["container"], label: [`${INSTANCE_LABEL}=${this.#instance()}`] };
    const query = encodeURIComponent(JSON.stringify(filters));
    const answer = await this.#client.stream("GET", `/events?filters=${query}`, { signal });
    if ((answer.statusCode ?? 500) >= 400) {
      answer.resume();
      throw new Error(`the engine tells no events: ${answer.statusCode}`);
    }
    // An engine on another machine may be gone without a word.
    answer.socket.setKeepAlive(true, KEEP_ALIVE_MS);
    // What happened before it listened is found by looking.
    this.#tell({ type: "reconnected" });
    let rest = "";
    answer.setEncoding("utf8");
    for await (const piece of answer) {
      const lines = (rest + String(piece)).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MAX_LINE) throw new Error("an event is too long");
      for (const line of lines) this.#take(line);
    }
  }

  #take(line: string): void {
    const event = parsed(line);
    const action = textAt(event, "Action") ?? "";
    const owner = textAt(event, "Actor", "Attributes", OWNER_LABEL);
    const id = textAt(event, "Actor", "ID");
    if (owner === undefined || id === undefined) return;
    this.#remember(id, action, event);
    const type = TYPES.get(action);
    if (type !== undefined) this.#tell({ type, owner });
  }

  #remember(id: string, action: string, event: unknown): void {
    const before = this.deedsOn(id);
    if (action === "start") this.#deeds.delete(id);
    else if (action === "kill" || action === "stop" || action === "destroy") {
      // An engine tells each signal as a "kill", one that ends nothing too.
      const signal = Number(textAt(event, "Actor", "Attributes", "signal") ?? numberAt(event, "signal") ?? 9);
      if (action !== "kill" || signal === 9 || signal === 15)
        this.#deeds.set(id, { ...before, stopped: true });
    } else if (action === "oom") this.#deeds.set(id, { ...before, outOfMemory: true });
    const [oldest] = this.#deeds.keys();
    if (this.#deeds.size > MAX_REMEMBERED && oldest !== undefined) this.#deeds.delete(oldest);
  }

  #tell(event: SandboxEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Half a line of a connection that broke.
    return undefined;
  }
}
