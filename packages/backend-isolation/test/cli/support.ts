import { type AgentProcess, type CommandSpec, silentLogger } from "@vibedeck/core";
import { type SandboxPlace, sandboxPlace } from "../../src/place/sandbox-place.ts";
import { type KeptHouse, openHouse } from "../lifecycle/support.ts";

/** A place over sandboxes in memory. */
export interface PlaceHouse extends KeptHouse {
  readonly place: SandboxPlace;
  start(owner: string, change?: Partial<CommandSpec>, asked?: StartAsked): Promise<AgentProcess>;
}

interface StartAsked {
  readonly told?: string[];
  readonly signal?: AbortSignal;
}

export function openPlace(
  change: {
    readonly maxRunning?: number;
    readonly variables?: Readonly<Record<string, string>>;
    readonly now?: () => number;
  } = {},
): PlaceHouse {
  const { maxRunning = 100, variables = {}, now = () => 0 } = change;
  const house = openHouse({ maxRunning });
  const place = sandboxPlace({
    runtime: house.runtime,
    keeper: house.keeper,
    variables: () => variables,
    programs: new Map([["claude", "/usr/local/bin/claude"]]),
    logger: silentLogger,
    now,
  });
  return {
    ...house,
    place,
    start: (owner, spec = {}, { told = [], signal = new AbortController().signal } = {}) =>
      place.start({ argv: ["claude"], cwd: "/root", env: {}, ...spec }, signal, {
        owner,
        progress: (text) => void told.push(text),
      }),
  };
}
