import type { RunContext } from "../../cli.ts";
import type { AgentInfo } from "../../conversation.ts";
import { VibeDeckError } from "../../errors.ts";
import type { MountedBackend } from "../../host/mounted.ts";
import type { Logger } from "../../logger.ts";
import type { Root } from "../../parts.ts";
import type { RunStore } from "../state/run-store.ts";
import { startAgent } from "./agent.ts";
import { StartFailed } from "./failure-of.ts";
import { Slots } from "./slots.ts";

/** How long an answer is kept, how many are, and how long one may take; milliseconds. */
const KEPT_MS = 600_000;
const MAX_KEPT = 50;
const LIMIT_MS = 15_000;

/** Questions of one owner that wait at once; more are refused. */
const MAX_WAITING = 50;

/** Owners whose questions are asked at once. */
const MAX_ASKING = 4;

/** For whom, and where, a tool is asked. */
export interface InfoQuestion {
  readonly mounted: MountedBackend;
  readonly owner: string;
  readonly root: Root | undefined;
  /** Checked by the place that runs the tool. */
  readonly cwd: string;
}

/** The questions of one owner. */
interface Row {
  last: Promise<unknown>;
  waiting: number;
}

/**
 * What tools offer in directories. Each question starts a process, so those of one owner are asked one after the
 * other, and nobody waits for more than one of somebody else's.
 */
export class InfoCache {
  readonly #runs: RunStore;
  readonly #now: () => number;
  readonly #logger: Logger;
  readonly #graceMs: number;
  readonly #stop: AbortSignal;
  readonly #kept = new Map<string, { readonly at: number; readonly answer: Promise<AgentInfo> }>();
  readonly #rows = new Map<string, Row>();
  readonly #asking = new Slots(MAX_ASKING, 0);

  constructor(sources: {
    readonly runs: RunStore;
    readonly now: () => number;
    readonly logger: Logger;
    readonly graceMs: number;
    readonly stop: AbortSignal;
  }) {
    this.#runs = sources.runs;
    this.#now = sources.now;
    this.#logger = sources.logger;
    this.#graceMs = sources.graceMs;
    this.#stop = sources.stop;
  }

  /** @throws `VibeDeckError` `AGENT_FAILED` with the tool's own words, `AGENT_MISSING`, `FOLDER_MISSING`, `UNAVAILABLE`. */
  get(question: InfoQuestion): Promise<AgentInfo> {
    const name = nameOf(question);
    const kept = this.#kept.get(name);
    if (kept !== undefined && this.#now() - kept.at < KEPT_MS) {
      this.#keep(name, kept);
      return kept.answer;
    }
    const row = this.#rows.get(question.owner) ?? { last: Promise.resolve(), waiting: 0 };
    if (row.waiting >= MAX_WAITING) {
      throw new VibeDeckError("UNAVAILABLE", "Too many folders are looked at.", { hint: "Try again." });
    }
    this.#rows.set(question.owner, row);
    const answer = this.#next(row, question);
    this.#keep(name, { at: this.#now(), answer });
    answer.catch(() => {
      if (this.#kept.get(name)?.answer === answer) this.#kept.delete(name);
    });
    return answer;
  }

  /** Settles when no question is being asked. */
  async idle(): Promise<void> {
    await Promise.all([...this.#rows.values()].map(({ last }) => last));
  }

  #keep(name: string, entry: { readonly at: number; readonly answer: Promise<AgentInfo> }): void {
    this.#kept.delete(name);
    this.#kept.set(name, entry);
    if (this.#kept.size <= MAX_KEPT) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }

  #next(row: Row, question: InfoQuestion): Promise<AgentInfo> {
    row.waiting++;
    const answer = row.last
      .then(() => this.#inTurn(question))
      .finally(() => {
        row.waiting--;
        if (row.waiting === 0) this.#rows.delete(question.owner);
      });
    row.last = answer.catch(() => {
      // The one who asked is told; the next one does not care.
    });
    return answer;
  }

  async #inTurn(question: InfoQuestion): Promise<AgentInfo> {
    const leave = await this.#asking.take(question.owner, this.#stop, () => {});
    try {
      return await this.#ask(question);
    } finally {
      leave();
    }
  }

  async #ask({ mounted, owner, root, cwd }: InfoQuestion): Promise<AgentInfo> {
    const { cli, id } = mounted.backend;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(TOO_LATE), LIMIT_MS);
    const run: RunContext = { owner, ...(root === undefined ? {} : { root }), progress: () => {} };
    try {
      const agent = await startAgent({
        cli,
        action: { type: "inspect", cwd },
        run,
        signal: AbortSignal.any([late.signal, this.#stop, mounted.signal]),
        runs: this.#runs,
        session: "",
        backend: id,
        logger: this.#logger,
        now: this.#now,
        graceMs: this.#graceMs,
      });
      agent.listen({ onEvent: () => {}, onGone: () => {} });
      await agent.close();
      return agent.info;
    } catch (error) {
      throw readable(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

const TOO_LATE = new VibeDeckError("AGENT_FAILED", "The tool did not tell in time what it offers.", {
  hint: "Run it in the folder once by hand: it may wait for something there.",
});

function readable(error: unknown): unknown {
  if (!(error instanceof StartFailed)) return error;
  const { text, hint } = error.failure;
  return new VibeDeckError("AGENT_FAILED", text, hint === undefined ? {} : { hint });
}

function nameOf({ mounted, owner, cwd }: InfoQuestion): string {
  return JSON.stringify([mounted.backend.id, owner, cwd]);
}
