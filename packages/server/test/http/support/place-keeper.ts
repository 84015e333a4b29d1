import {
  defineBackend,
  type Place,
  type PlaceReport,
  type Places,
  silentLogger,
  viewOnlyCli,
} from "@vibedeck/core";
import { type MountedBackend, mountBackend } from "@vibedeck/core/host";
import { onTestFinished } from "vitest";

/** Places that a test fills by hand. */
export interface FakePlaces extends Places {
  /** What is said of them; a test may change it. */
  answer: () => Promise<PlaceReport>;
  /** What stopping one does. */
  onStop: (owner: string) => Promise<boolean>;
  /** How often it was asked how they are. */
  asked: number;
  readonly stopped: string[];
}

export const RUNNING: Place = {
  owner: "carol",
  name: "sandbox-carol",
  state: "running",
  since: 1_000,
  agents: 2,
  use: { memoryBytes: 5e8, memoryLimitBytes: 2e9, cpuSeconds: 12.5, cpus: 1, processes: 7 },
};

export function fakePlaces(places: readonly Place[] = [RUNNING]): FakePlaces {
  const fake: FakePlaces = {
    asked: 0,
    stopped: [],
    answer: async () => ({ engine: { ok: true, text: "Docker 1, runsc" }, places, limit: 25, waiting: 3 }),
    onStop: async (owner) => places.some((place) => place.owner === owner && place.state === "running"),
    report: () => {
      fake.asked++;
      return fake.answer();
    },
    stop: (owner) => {
      fake.stopped.push(owner);
      return fake.onStop(owner);
    },
  };
  return fake;
}

/** A backend that keeps places, and shows nothing. */
export function placeKeeper(places: Places, id: string = "boxes"): MountedBackend {
  const unused = (): never => {
    throw new Error("nobody reads here");
  };
  const plugin = defineBackend({
    name: "boxes",
    title: "Boxes",
    config: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
    parts: {
      discovery: unused,
      tailer: unused,
      renderer: unused,
      pricing: unused,
      cli: () => ({ ...viewOnlyCli("boxes"), places }),
    },
  });
  const mount = mountBackend(plugin, { id, config: {}, logger: silentLogger });
  onTestFinished(() => mount.dispose());
  return mount.mounted;
}
