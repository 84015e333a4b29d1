import type { DriveState, Principal } from "@vibedeck/core";
import type { BackendStatus, Engine } from "@vibedeck/core/host";
import type { PlaceBoard } from "../../places/place-board.ts";
import { exposition, type Metric, single } from "./exposition.ts";
import { placeMetrics } from "./place-metrics.ts";
import { ProcessMetrics } from "./process-metrics.ts";
import { SendCounts } from "./send-counts.ts";

/** What {@link Metrics} reads from. */
export interface MetricSources {
  readonly engine: Engine;
  readonly statuses: () => readonly BackendStatus[];
  readonly places: Pick<PlaceBoard, "reports">;
  readonly streams: { readonly size: number };
  readonly version: string;
}

/** How long a text stands, in milliseconds: counting goes through all sessions. */
const FRESH_MS = 1_000;

/** Sessions among which driven ones are looked for, newest activity first: more agents than may run at once. */
const DRIVEN_AMONG = 1_000;

/** Sees everybody's sessions, to count them. Nobody who signs in can be called that. */
const COUNTER: Principal = { kind: "user", id: "operator", admin: true };

const AGENT_STATES: readonly DriveState["state"][] = ["starting", "idle", "running", "stopping"];

/** Everything that `GET /metrics` tells. */
export class Metrics {
  readonly sends: SendCounts = new SendCounts();
  readonly #sources: MetricSources;
  readonly #process = new ProcessMetrics();
  #text: Promise<string> | undefined;
  #at = 0;

  constructor(sources: MetricSources) {
    this.#sources = sources;
  }

  start(): void {
    this.#process.start();
  }

  stop(): void {
    this.#process.stop();
  }

  /** In Prometheus' text format, at most a second old. */
  text(): Promise<string> {
    if (this.#text !== undefined && performance.now() - this.#at < FRESH_MS) return this.#text;
    this.#at = performance.now();
    const text = this.#collect().then(exposition);
    this.#text = text;
    // What failed is asked again at once.
    text.catch(() => {
      if (this.#text === text) this.#text = undefined;
    });
    return text;
  }

  async #collect(): Promise<readonly Metric[]> {
    const { places, statuses, streams, version } = this.#sources;
    const [sessions, reports] = await Promise.all([this.#sessions(), places.reports()]);
    return [
      {
        ...{ name: "vibedeck_info", type: "gauge", help: "The server's version." },
        samples: [{ labels: { version }, value: 1 }],
      },
      ...this.#process.collect(),
      single("vibedeck_streams", "gauge", "Pages that are connected.", streams.size),
      ...sessions,
      this.sends.collect(),
      {
        ...{ name: "vibedeck_backend_up", type: "gauge", help: "Whether a backend works." },
        samples: statuses().map(({ id, state }) => ({
          labels: { backend: id },
          value: Number(state === "ready" || state === "degraded"),
        })),
      },
      ...placeMetrics(reports),
    ];
  }

  async #sessions(): Promise<readonly Metric[]> {
    const view = this.#sources.engine.view({ principal: COUNTER, everyone: true });
    const { sessions, total } = await view.sessions({ limit: DRIVEN_AMONG });
    const counts = new Map<string, number>();
    for (const { drive } of sessions) {
      if (drive !== undefined) counts.set(drive.state, (counts.get(drive.state) ?? 0) + 1);
    }
    return [
      single("vibedeck_sessions", "gauge", "Sessions that are known, without sub-agents.", total),
      {
        ...{
          name: "vibedeck_agents",
          type: "gauge",
          help: "Agents that the server started, by what they do.",
        },
        samples: AGENT_STATES.map((state) => ({ labels: { state }, value: counts.get(state) ?? 0 })),
      },
    ];
  }
}
