import type { Place, PlaceState } from "@vibedeck/core";
import type { BackendPlaces } from "../../places/place-board.ts";
import type { Metric, Sample } from "./exposition.ts";

/** Users of one backend that are told apart: each has a line of their own in every metric. */
const MAX_USERS = 2_000;

const STATES: readonly PlaceState[] = ["stopped", "starting", "running", "paused", "foreign", "unknown"];

/** What the sandboxes of all users use. */
export function placeMetrics(backends: readonly BackendPlaces[]): readonly Metric[] {
  const ofBackend = (name: string, help: string, value: (backend: BackendPlaces) => number): Metric => ({
    ...{ name, help, type: "gauge" },
    samples: backends.map((backend) => ({ labels: { backend: backend.id }, value: value(backend) })),
  });
  return [
    ofBackend("vibedeck_sandbox_engine_up", "Whether what the sandboxes run on answers.", ({ engine }) =>
      Number(engine.ok),
    ),
    ofBackend("vibedeck_sandbox_limit", "Sandboxes that may run at once.", ({ limit }) => limit),
    ofBackend("vibedeck_sandbox_waiting", "People who wait for that.", ({ waiting }) => waiting),
    {
      ...{ name: "vibedeck_sandboxes", type: "gauge", help: "Sandboxes, by how they are." },
      samples: backends.flatMap(statesOf),
    },
    ofUsers(
      backends,
      "vibedeck_sandbox_agents",
      "gauge",
      "Agents in a user's sandbox.",
      ({ agents }) => agents,
    ),
    ofUsers(
      backends,
      "vibedeck_sandbox_memory_bytes",
      "gauge",
      "Memory that a user's sandbox uses.",
      ({ use }) => use?.memoryBytes,
    ),
    ofUsers(
      backends,
      "vibedeck_sandbox_cpu_seconds_total",
      "counter",
      "CPU time of a user's sandbox since it was started.",
      ({ use }) => use?.cpuSeconds,
    ),
  ];
}

function statesOf({ id: backend, places }: BackendPlaces): readonly Sample[] {
  const counts = new Map<PlaceState, number>();
  for (const { state } of places) counts.set(state, (counts.get(state) ?? 0) + 1);
  return STATES.map((state) => ({ labels: { backend, state }, value: counts.get(state) ?? 0 }));
}

/** Of sandboxes that run, and are ours. */
function ofUsers(
  backends: readonly BackendPlaces[],
  name: string,
  type: Metric["type"],
  help: string,
  value: (place: Place) => number | undefined,
): Metric {
  const samples = backends.flatMap(({ id: backend, places }) =>
    runningOnes(places).flatMap((place) => {
      const found = value(place);
      return found === undefined ? [] : [{ labels: { backend, user: place.owner }, value: found }];
    }),
  );
  return { name, type, help, samples };
}

/** One of each user: a metric must not have two lines with the same labels. */
function runningOnes(places: readonly Place[]): readonly Place[] {
  const byOwner = new Map<string, Place>();
  for (const place of places) {
    if (place.state === "running" || place.state === "paused") byOwner.set(place.owner, place);
    if (byOwner.size === MAX_USERS) break;
  }
  return [...byOwner.values()];
}
