import type { Place, PlaceReport, Places } from "@vibedeck/core";
import type { Keeper } from "../lifecycle/keeper.ts";
import type { SandboxRuntime, SandboxSpec, SandboxStatus } from "../sandbox-runtime.ts";

/** Sandboxes that are asked what they use at once. */
const AT_ONCE = 8;

/** What a report is made of. */
export interface ReportSources {
  readonly runtime: SandboxRuntime;
  readonly keeper: Keeper;
  readonly spec: SandboxSpec;
  readonly maxRunning: number;
}

/** The sandboxes of all users, for the operator. */
export function sandboxPlaces(sources: ReportSources): Places {
  const { runtime, keeper, maxRunning } = sources;
  return {
    onDemand: true,
    async report(signal): Promise<PlaceReport> {
      const { ok, text, problem, hint } = await runtime.health();
      const engine = {
        ok,
        text,
        ...(problem === undefined ? {} : { problem }),
        ...(hint === undefined ? {} : { hint }),
      };
      // An engine that lacks an image or a runtime has sandboxes all the same.
      const all = await runtime.list().catch(() => []);
      const places: Place[] = [];
      for (let at = 0; at < all.length; at += AT_ONCE) {
        signal.throwIfAborted();
        places.push(
          ...(await Promise.all(all.slice(at, at + AT_ONCE).map((each) => placeOf(sources, each)))),
        );
      }
      return { engine, places, limit: maxRunning, waiting: keeper.waiting };
    },
    stop: (owner) => keeper.stopNow(owner),
  };
}

async function placeOf({ runtime, keeper, spec }: ReportSources, status: SandboxStatus): Promise<Place> {
  const { owner, name, state, detail, startedAt } = status;
  const { agents, stopsAt } = keeper.of(owner);
  const used = state === "running" ? await runtime.use(owner).catch(() => undefined) : undefined;
  return {
    owner,
    name,
    state,
    agents,
    ...(detail === undefined ? {} : { detail }),
    ...(startedAt === undefined ? {} : { since: startedAt }),
    ...(stopsAt === undefined ? {} : { stopsAt }),
    ...(used === undefined ? {} : { use: { ...used, memoryLimitBytes: spec.memoryBytes, cpus: spec.cpus } }),
  };
}
