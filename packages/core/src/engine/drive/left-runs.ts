import { isVibeDeckError, VibeDeckError } from "../../errors.ts";
import { type LeftFate, LeftRun, type LeftSources } from "./left-run.ts";

/** The fates of the processes of one session, that which says most first. */
const ORDER: readonly LeftFate[] = ["goes-on", "ending", "lost", "looking"];

/** The processes that an earlier run of the server left, by session. */
export class LeftRuns {
  readonly #sources: LeftSources;
  readonly #changed: (session: string) => void;
  readonly #runs = new Set<LeftRun>();

  /** @param changed is told whose processes have another fate now. */
  constructor(sources: LeftSources, changed: (session: string) => void) {
    this.#sources = sources;
    this.#changed = changed;
  }

  /** Looks for all that are noted. Resolves once each was looked for, and those that do not go on are ended. */
  async begin(): Promise<void> {
    for (const stored of this.#sources.runs.all())
      this.#runs.add(new LeftRun(stored, this.#sources, (run) => this.#became(run)));
    await Promise.all([...this.#runs].map((run) => run.look()));
  }

  /** Keys of all sessions that something is left of. */
  sessions(): readonly string[] {
    return [...this.#runs].map(({ session }) => session).filter((session) => session !== "");
  }

  /** What becomes of the processes of a session; `over` when nothing is left of them. */
  fate(session: string): LeftFate {
    const fates = this.#of(session).map(({ fate }) => fate);
    return ORDER.find((fate) => fates.includes(fate)) ?? "over";
  }

  /** When the process was started that goes on; milliseconds since the epoch. */
  since(session: string): number | undefined {
    return this.#of(session).find(({ fate }) => fate === "goes-on")?.at;
  }

  /**
   * Resolves when an agent may be started for a session: nothing of it is left, or is being ended.
   * @throws `VibeDeckError` `UNAVAILABLE` while that cannot be told.
   */
  async clear(session: string): Promise<void> {
    for (const run of this.#of(session)) {
      if (run.fate === "looking" || run.fate === "lost") await run.look();
      if (run.fate === "lost") throw unknown(run.problem);
      await run.over;
    }
  }

  /** Ends what goes on of a session. Tells whether it is gone. */
  async stop(session: string): Promise<boolean> {
    const stopped = await Promise.all(this.#of(session).map((run) => run.stop()));
    return stopped.every((gone) => gone);
  }

  /** Settles when none is being ended any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.#runs].filter(({ fate }) => fate === "ending").map(({ over }) => over));
  }

  /** A session got another key. */
  rename(from: string, to: string): void {
    for (const run of this.#of(from)) run.session = to;
  }

  #of(session: string): readonly LeftRun[] {
    return [...this.#runs].filter((run) => run.session === session);
  }

  #became(run: LeftRun): void {
    if (run.fate === "over") this.#runs.delete(run);
    if (run.session !== "") this.#changed(run.session);
  }
}

function unknown(cause: unknown): VibeDeckError {
  const why = isVibeDeckError(cause) ? ` ${cause.message}` : "";
  return new VibeDeckError(
    "UNAVAILABLE",
    `It is not known whether a turn from before the server was restarted still runs.${why}`,
    { hint: (isVibeDeckError(cause) ? cause.hint : undefined) ?? "Send it again in a moment.", cause },
  );
}
