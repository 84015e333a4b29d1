import type { Place, PlaceState } from "@vibedeck/core";
import { counted } from "../message/amounts.ts";
import type { BackendSandboxes } from "./sandboxes-api.ts";
import type { Question } from "./user-action.ts";

const STATES: { readonly [State in PlaceState]: string } = {
  running: "Running",
  starting: "Starting",
  stopped: "Stopped",
  paused: "Paused",
  foreign: "Not ours",
  unknown: "Not known",
};

/** How a sandbox is, in a word. One that a newer server made up is not known. */
export function stateWord(state: PlaceState): string {
  return Object.hasOwn(STATES, state) ? STATES[state] : STATES.unknown;
}

/** Whether there is something to stop. */
export function canStop({ state }: Pick<Place, "state">): boolean {
  return state === "running" || state === "starting" || state === "paused";
}

/** "4 of 20 running, 2 waiting". Those that start or are paused take a place, too. */
export function countWords({ places, limit, waiting }: BackendSandboxes): string {
  const running = places.filter(canStop).length;
  const of = Number.isFinite(limit) && limit > 0 ? ` of ${limit.toLocaleString()}` : "";
  const queue = waiting > 0 ? `, ${waiting.toLocaleString()} waiting` : "";
  return `${running.toLocaleString()}${of} running${queue}`;
}

/** Memory in the units that limits are written in: "412 MiB", "1.5 GiB"; "—" for what is no amount. */
export function memorySize(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return "—";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1023.5 && unit < units.length - 1; unit += 1) value /= 1024;
  const digits = unit > 0 && value < 99.95 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.round(value));
  return `${digits} ${units[unit]}`;
}

/** The part of its memory that a sandbox uses, 0 to 1; `undefined` where it has no bound. */
export function memoryShare({
  memoryBytes,
  memoryLimitBytes,
}: NonNullable<Place["use"]>): number | undefined {
  const share = memoryBytes / memoryLimitBytes;
  return memoryLimitBytes > 0 && Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : undefined;
}

/** When it will be stopped: "in 12 min". Both in milliseconds since the epoch. */
export function stopsWords(stopsAt: number | undefined, now: number): string | undefined {
  if (stopsAt === undefined || !(Math.abs(stopsAt) <= 8.64e15)) return undefined;
  const minutes = Math.ceil((stopsAt - now) / 60_000);
  if (minutes <= 1) return "in a moment";
  if (minutes < 120) return `in ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `in ${hours} h` : `in ${Math.round(hours / 24)} days`;
}

/** What is asked before a sandbox is stopped. @param who Whose it is, for people. */
export function stopQuestion({ agents }: Pick<Place, "agents">, who: string): Question {
  const ends =
    agents === 0
      ? "Nothing runs in it now."
      : `This ends ${counted(agents, "running turn")}; ${agents === 1 ? "its" : "their"} messages are kept.`;
  return {
    title: `Stop the sandbox of ${who}?`,
    text: `${ends} The next message starts it again, with its files as they are.`,
    yes: "Stop",
  };
}
