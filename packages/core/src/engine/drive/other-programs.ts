import type { OtherProgram } from "../../drive.ts";
import { VibeDeckError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { Lane } from "./lane.ts";

/** How long an answer is taken for true, and how long one is waited for; milliseconds. */
const KEPT_MS = 2_000;
const LIMIT_MS = 3_000;

/** A transcript that grew less than this ago is being written; milliseconds. */
const FRESH_MS = 10_000;

const DOES = {
  busy: "works in this session now",
  idle: "has this session open",
  writing: "writes this session now",
} as const;

/** Tells whether another program runs a session. */
export class OtherPrograms {
  readonly #now: () => number;
  readonly #logger: Logger;
  readonly #known = new WeakMap<Lane, { readonly at: number; readonly answer: Promise<void> }>();

  constructor(now: () => number, logger: Logger) {
    this.#now = now;
    this.#logger = logger;
  }

  /** Looks, unless it looked a moment ago. The lane has the answer then. */
  look(lane: Lane): Promise<void> {
    const known = this.#known.get(lane);
    if (known !== undefined && this.#now() - known.at < KEPT_MS) return known.answer;
    const answer = this.#look(lane);
    this.#known.set(lane, { at: this.#now(), answer });
    return answer;
  }

  /** @throws `VibeDeckError` `RUNS_ELSEWHERE`. */
  async refuse(lane: Lane): Promise<void> {
    await this.look(lane);
    if (lane.told.other === undefined) return;
    const { name, state } = lane.told.other;
    throw new VibeDeckError("RUNS_ELSEWHERE", `${sentenceCase(name)} ${DOES[state]}.`, {
      hint: "Fork the session, or send anyway: what both write will be mixed.",
    });
  }

  async #look(lane: Lane): Promise<void> {
    const before = JSON.stringify(lane.told.other);
    lane.told.other = (await this.#running(lane)) ?? this.#writing(lane);
    if (JSON.stringify(lane.told.other) !== before) lane.changed();
  }

  async #running(lane: Lane): Promise<OtherProgram | undefined> {
    const { mounted, root, ref } = lane.record;
    const { pids } = lane;
    // Ours would be taken for another one when nobody knows its number.
    if (pids === undefined) return undefined;
    const { discovery } = mounted.backend;
    const asked = Promise.resolve(discovery.running?.(root, ref.id, pids));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, LIMIT_MS, undefined);
    });
    try {
      return await Promise.race([asked, late]);
    } catch (err) {
      this.#logger.warn({ err, session: lane.key }, "It is not known whether another program runs a session");
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #writing(lane: Lane): OtherProgram | undefined {
    const { record } = lane;
    const { stage, activeAt } = lane.told;
    const now = this.#now();
    if (stage !== "none" || now - activeAt < FRESH_MS || now - record.mtimeMs >= FRESH_MS) return undefined;
    if (record.facts?.activity.state !== "working") return undefined;
    return { name: "another program", state: "writing" };
  }
}

function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
