import { isVibeDeckError, type Logger, type PlaceReport, type UserId, VibeDeckError } from "@vibedeck/core";
import { guard, type MountedBackend } from "@vibedeck/core/host";
import { type PlaceKeeper, placeKeepers } from "./places-of.ts";
import { placeReport } from "./report-shape.ts";

/** What a backend says of the places that it keeps for its users. */
export interface BackendPlaces extends PlaceReport {
  /** Of the backend. */
  readonly id: string;
  readonly title: string;
}

/** How long an answer stands, in milliseconds: many who look at once are one question. */
const FRESH_MS = 1_000;

/** How long a backend may take to say how its places are, in milliseconds. */
const REPORT_MS = 5_000;

/** How long stopping one may take, in milliseconds. */
const STOP_MS = 60_000;

/** Places of one backend that are told of. */
const MAX_PLACES = 10_000;

interface Asked {
  readonly answer: Promise<BackendPlaces>;
  /** When it was given, in milliseconds of `performance.now`; absent until then. */
  at?: number;
}

/** The places of all backends, for whoever runs the server. */
export class PlaceBoard {
  readonly #backends: readonly MountedBackend[];
  readonly #logger: Logger;
  readonly #asked = new Map<string, Asked>();

  constructor(backends: readonly MountedBackend[], logger: Logger) {
    this.#backends = backends;
    this.#logger = logger;
  }

  /** How they are, at most a second ago. Never throws: a backend that cannot tell says so in its `engine`. */
  reports(): Promise<readonly BackendPlaces[]> {
    return Promise.all(placeKeepers(this.#backends).map((keeper) => this.#report(keeper)));
  }

  /**
   * Stops a user's place.
   * @returns whether there was one that ran; `undefined` when no such backend keeps places.
   * @throws `VibeDeckError` `UNAVAILABLE`, `CONFLICT`, or `PLUGIN_CALL` when the backend fails.
   */
  async stop(backend: string, user: UserId): Promise<boolean | undefined> {
    const keeper = placeKeepers(this.#backends).find(({ mounted }) => mounted.backend.id === backend);
    return keeper === undefined ? undefined : this.#stop(keeper, user);
  }

  /**
   * Stops all places of a user.
   * @returns ids of the backends that had one which ran.
   * @throws the first failure, after all were tried.
   */
  async stopAllOf(user: UserId): Promise<readonly string[]> {
    const keepers = placeKeepers(this.#backends);
    const results = await Promise.allSettled(keepers.map((keeper) => this.#stop(keeper, user)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
    return keepers
      .filter((_, index) => {
        const result = results[index];
        return result?.status === "fulfilled" && result.value;
      })
      .map(({ mounted }) => mounted.backend.id);
  }

  #report(keeper: PlaceKeeper): Promise<BackendPlaces> {
    const { id } = keeper.mounted.backend;
    const before = this.#asked.get(id);
    if (before !== undefined && (before.at === undefined || performance.now() - before.at < FRESH_MS))
      return before.answer;
    const asked: Asked = { answer: this.#ask(keeper) };
    this.#asked.set(id, asked);
    void asked.answer.then(() => {
      asked.at = performance.now();
    });
    return asked.answer;
  }

  async #ask({ mounted, places }: PlaceKeeper): Promise<BackendPlaces> {
    const { id, title } = mounted.backend;
    const signal = AbortSignal.any([mounted.signal, AbortSignal.timeout(REPORT_MS)]);
    try {
      const said = await guard(`Backend "${id}"`, "say how its places are", REPORT_MS, () =>
        places.report(signal),
      );
      const { engine, places: all, limit, waiting } = checked(id, said);
      return { id, title, engine, limit, waiting, places: all.slice(0, MAX_PLACES) };
    } catch (error) {
      this.#logger.debug({ err: error, backend: id }, "How the places are is not known");
      return { id, title, engine: problemOf(title, error), limit: 0, waiting: 0, places: [] };
    }
  }

  async #stop({ mounted, places }: PlaceKeeper, user: UserId): Promise<boolean> {
    const { id } = mounted.backend;
    try {
      const stopped: unknown = await guard(`Backend "${id}"`, "stop a place", STOP_MS, () =>
        places.stop(user),
      );
      return stopped === true;
    } catch (error) {
      if (!isVibeDeckError(error) || error.code !== "PLUGIN_TIMEOUT") throw error;
      throw new VibeDeckError("UNAVAILABLE", "It could not be stopped in time.", {
        hint: "Look at it again in a moment.",
        cause: error,
      });
    } finally {
      this.#asked.delete(id);
    }
  }
}

function checked(id: string, said: unknown): PlaceReport {
  const { data } = placeReport.safeParse(said);
  if (data !== undefined) return data;
  throw new VibeDeckError("PLUGIN_CALL", `Backend "${id}" says of its places what makes no sense.`);
}

/** For those who run the server: the sentence as it is. */
function problemOf(title: string, error: unknown): PlaceReport["engine"] {
  if (!isVibeDeckError(error)) return { ok: false, text: title, problem: "It cannot be asked." };
  const { message, hint } = error;
  return { ok: false, text: title, problem: message, ...(hint === undefined ? {} : { hint }) };
}
