import type { FoundJob, JobEnd } from "../sandbox-runtime.ts";
import type { EngineClient } from "./engine-client.ts";
import { inspect } from "./ensure.ts";
import type { EventFeed } from "./event-feed.ts";
import { execState, SandboxGone } from "./exec.ts";
import { nameOf } from "./facts.ts";
import { at, numberAt, textAt } from "./read.ts";

/** How long nothing may be heard of the engine before a job counts as lost, in milliseconds. */
const LOST_MS = 60_000;

/** How often it is looked at when nothing tells that there is something to see, in milliseconds. */
const LOOK_MS = 5_000;

/** How long the engine may take to see that a sandbox whose processes are gone is gone, in milliseconds. */
const DYING_MS = 8_000;

/** What the engine answers for a command that it could not start. The wrapper's own refusals have 125. */
const NOT_STARTED: ReadonlySet<number> = new Set([126, 127]);

/** A job whose end is waited for. */
export interface WatchedJob {
  readonly owner: string;
  /** The engine's id of the container it was started in. */
  readonly container: string;
  readonly job: string;
  /** Absent for one that an earlier server started. */
  readonly exec?: string;
}

/** What the end of a job is found out with. */
export interface EndSources {
  readonly client: EngineClient;
  readonly events: EventFeed;
  readonly now: () => number;
  /** The jobs that a container knows of. */
  jobs(container: string): Promise<readonly FoundJob[]>;
}

/**
 * Finds out how a job ended: by the exit code of its command, by what became of its container, or by the note that it
 * left inside. The end of its streams is only a reason to look: under gVisor the streams of a sandbox that died stay
 * open, and those of an engine that was killed end while the job goes on.
 */
export class JobEnding {
  readonly ended: Promise<JobEnd>;
  readonly #watched: WatchedJob;
  readonly #sources: EndSources;
  readonly #unlisten: () => void;
  readonly #timer: NodeJS.Timeout;
  #settle: (end: JobEnd) => void = () => {};
  #looking: Promise<void> | undefined;
  #again = false;
  #over = false;
  #heardAt: number;
  /** When its command was first seen to have been killed. */
  #endedAt: number | undefined;
  /** Its sandbox was started since it is watched. */
  #anew = false;
  /** The engine does not know the command any more. */
  #forgotten: boolean;

  constructor(watched: WatchedJob, sources: EndSources) {
    this.#watched = watched;
    this.#sources = sources;
    this.#heardAt = sources.now();
    this.#forgotten = watched.exec === undefined;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#unlisten = sources.events.listen((event) => {
      if (event.type !== "reconnected" && event.owner !== watched.owner) return;
      if (event.type === "started") this.#anew = true;
      this.look();
    });
    this.#timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** Looks whether it is over; once more when it is looking already. */
  look(): void {
    if (this.#over) return;
    this.#again = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
  }

  /** Waits no longer; `ended` never settles then. */
  giveUp(): void {
    this.#over = true;
    clearInterval(this.#timer);
    this.#unlisten();
  }

  async #look(): Promise<void> {
    while (this.#again && !this.#over) {
      this.#again = false;
      const end = await this.#find();
      if (end === undefined || this.#over) continue;
      this.giveUp();
      this.#settle(end);
    }
  }

  async #find(): Promise<JobEnd | undefined> {
    const { now } = this.#sources;
    try {
      const end = (await this.#byCommand()) ?? (await this.#byContainer()) ?? (await this.#byNote());
      this.#heardAt = now();
      return end;
    } catch {
      // The engine does not answer. What it runs may go on without it.
      return now() - this.#heardAt < LOST_MS ? undefined : { code: null, cause: "lost" };
    }
  }

  async #byCommand(): Promise<JobEnd | undefined> {
    const { exec } = this.#watched;
    if (exec === undefined || this.#forgotten) return undefined;
    const state = await execState(this.#sources.client, exec);
    if (state === undefined) this.#forgotten = true;
    if (state === undefined || state.running || state.code === null) return undefined;
    if (NOT_STARTED.has(state.code)) {
      const gone = await this.#byContainer();
      if (gone !== undefined) return gone;
      const noted = await this.#wasNoted();
      // Not known: it is looked at again.
      if (noted === undefined) return undefined;
      if (!noted) return { code: state.code, cause: "not-started" };
    }
    // Killed with all of its sandbox, perhaps: then that is the reason.
    if (state.code === 137 || state.code === 0) return (await this.#byContainer()) ?? this.#alone(state.code);
    return { code: state.code, cause: "exit" };
  }

  /**
   * The end of a job in a sandbox that is said to run. The processes of one that is killed are gone a moment before
   * the engine says so of their container. One that left a note inside was killed alone; one whose note is gone ran
   * in a sandbox that has been started anew since.
   */
  async #alone(code: number): Promise<JobEnd | undefined> {
    this.#endedAt ??= this.#sources.now();
    if (code !== 137) return { code, cause: "exit" };
    const noted = await this.#wasNoted();
    if (noted === true) return { code, cause: "exit" };
    const late = this.#sources.now() - this.#endedAt > DYING_MS;
    if (noted === false && (this.#anew || late)) return { code: null, cause: "stopped" };
    return late ? { code, cause: "exit" } : undefined;
  }

  /** Whether the wrapper ran: its command may have the engine's codes as its own. `undefined`: it cannot be asked now. */
  async #wasNoted(): Promise<boolean | undefined> {
    const { container, job } = this.#watched;
    const jobs = await this.#sources.jobs(container).catch(() => undefined);
    return jobs?.some((found) => found.job === job);
  }

  async #byContainer(): Promise<JobEnd | undefined> {
    const { client, events } = this.#sources;
    const { owner, container } = this.#watched;
    const found = await inspect(client, nameOf(owner));
    const deeds = events.deedsOn(container);
    if (found === undefined || textAt(found, "Id") !== container) return { code: null, cause: "stopped" };
    if (at(found, "State", "Running") === true && at(found, "State", "Restarting") !== true) return undefined;
    if (at(found, "State", "OOMKilled") === true || deeds.outOfMemory) return { code: null, cause: "memory" };
    // A sandbox that was stopped in good order ends with 0, or with the signal that it was sent.
    const code = numberAt(found, "State", "ExitCode");
    const stopped = deeds.stopped || code === 0 || code === 143;
    return { code: null, cause: stopped ? "stopped" : "died" };
  }

  async #byNote(): Promise<JobEnd | undefined> {
    if (!this.#forgotten) return undefined;
    const { container, job } = this.#watched;
    const jobs = await this.#sources.jobs(container).catch(notYet);
    // An engine that has just come back does not let anybody in at first.
    if (jobs === undefined) return undefined;
    const found = jobs.find((each) => each.job === job);
    // Without a note it was started in a sandbox that has been started anew since.
    if (found === undefined) return { code: null, cause: "stopped" };
    return found.running ? undefined : { code: found.code ?? null, cause: "exit" };
  }
}

/** @throws what is no word about the sandbox. */
function notYet(error: unknown): undefined {
  if (!(error instanceof SandboxGone)) throw error;
}
