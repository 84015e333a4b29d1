import { type Availability, type ErrorCode, isVibeDeckError, type Logger, type Owner } from "@vibedeck/core";
import { guard, type MountedBackend } from "@vibedeck/core/host";

/** How long an answer stands, in milliseconds. */
const FRESH_MS = 60_000;

/** How long the answer stands that it cannot be run: whoever repairs it wants to see that. */
const FRESH_BAD_MS = 5_000;

/** How long a check may take, in milliseconds. */
const LIMIT_MS = 15_000;

/** Checks under way at once: each starts a program. */
const MAX_RUNNING = 4;

/** Answers that are kept, over all backends and owners. */
const MAX_KEPT = 1_000;

interface Known {
  readonly answer?: Availability;
  /** When it was found, in milliseconds of `performance.now`. */
  readonly at: number;
  /** It is being looked at again. */
  readonly looking: boolean;
}

/** Whether the backends' tools can be run, as it was found lately. Asking never waits. */
export class AgentChecks {
  readonly #backends: ReadonlyMap<string, MountedBackend>;
  readonly #logger: Logger;
  readonly #known = new Map<string, Known>();
  #running = 0;

  constructor(backends: readonly MountedBackend[], logger: Logger) {
    this.#backends = new Map(backends.map((mounted) => [mounted.backend.id, mounted]));
    this.#logger = logger;
  }

  /** What was found last for an owner; looks again in the background when that is old. */
  latest(backend: string, owner: Owner): Availability | undefined {
    const mounted = this.#backends.get(backend);
    if (mounted?.backend.capabilities.run !== true || mounted.backend.cli.available === undefined)
      return undefined;
    const key = JSON.stringify([backend, owner]);
    const known = this.#known.get(key);
    if (!isFresh(known) && this.#running < MAX_RUNNING) void this.#look(key, mounted, owner, known?.answer);
    return known?.answer;
  }

  async #look(
    key: string,
    mounted: MountedBackend,
    owner: Owner,
    before: Availability | undefined,
  ): Promise<void> {
    this.#running++;
    this.#keep(key, before, true);
    try {
      this.#keep(key, await checkAgent(mounted, owner), false);
    } catch (error) {
      this.#logger.debug({ err: error, backend: mounted.backend.id }, "The tool could not be looked at");
      this.#keep(key, problemOf(error), false);
    } finally {
      this.#running--;
    }
  }

  #keep(key: string, answer: Availability | undefined, looking: boolean): void {
    this.#known.delete(key);
    this.#known.set(key, { ...(answer === undefined ? {} : { answer }), at: performance.now(), looking });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KEPT && oldest !== undefined) this.#known.delete(oldest);
  }
}

function isFresh(known: Known | undefined): boolean {
  if (known === undefined || known.looking) return known !== undefined;
  return performance.now() - known.at < (known.answer?.ok === false ? FRESH_BAD_MS : FRESH_MS);
}

/** Asks a backend whether its tool can be run. @throws whatever keeps it from saying so. */
export async function checkAgent(mounted: MountedBackend, owner: Owner): Promise<Availability | undefined> {
  const { backend, signal } = mounted;
  const { cli } = backend;
  if (cli.available === undefined) return undefined;
  const late = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const run = { owner, progress: (): void => {} };
  return guard(`Backend "${backend.id}"`, "look for its tool", LIMIT_MS + 1_000, () =>
    cli.available?.(late, run),
  );
}

/** The codes whose message was written for whoever asks. Others may name paths. */
const FOR_PEOPLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "AGENT_FAILED",
  "AGENT_MISSING",
  "UNAVAILABLE",
]);

/** A check that failed, as an answer for people. */
function problemOf(error: unknown): Availability {
  if (!isVibeDeckError(error) || !FOR_PEOPLE.has(error.code)) {
    return { ok: false, problem: "Whether the tool can be run could not be found out." };
  }
  const { message, hint } = error;
  return { ok: false, problem: message, ...(hint === undefined ? {} : { hint }) };
}
