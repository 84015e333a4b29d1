import type { Approval, DriveState, Failure, Send, SendState } from "@vibedeck/core";

/** What became of a message, for people. */
export interface SendWords {
  readonly word: string;
  readonly more?: string;
  readonly tone: "calm" | "warning" | "bad";
}

const WORDS: { readonly [State in SendState]: SendWords } = {
  accepted: { word: "Starting", more: "The agent is being started for it.", tone: "calm" },
  queued: { word: "Queued", more: "Waits for its turn.", tone: "calm" },
  held: {
    word: "On hold",
    more: "The turn before it did not end well, so it is not sent by itself.",
    tone: "warning",
  },
  running: { word: "Sent", tone: "calm" },
  done: { word: "Done", tone: "calm" },
  failed: { word: "Failed", tone: "bad" },
  interrupted: { word: "Stopped", more: "Its turn was stopped.", tone: "warning" },
  unknown: {
    word: "Not known",
    more: "Nobody can tell whether it reached the agent. Look at the transcript before you send it again.",
    tone: "warning",
  },
};

export function sendWords(state: SendState): SendWords {
  return WORDS[state];
}

/** The messages that stand above the box: what waits, and what came to nothing. The others are in the transcript. */
export function queueOf(drive: DriveState | undefined, dismissed: ReadonlySet<string>): readonly Send[] {
  const shown = new Set<SendState>(["queued", "held", "failed", "interrupted", "unknown"]);
  return (drive?.sends ?? []).filter(({ id, state }) => shown.has(state) && !dismissed.has(id));
}

/** True for a message that waits: it can be changed, moved and removed. */
export function waits({ state }: Send): boolean {
  return state === "queued" || state === "held";
}

/** When a limit ends: "today at 17:05 (in 2 h 10 min)". */
export function resetWords({ resetsAt }: Failure, now: number): string | undefined {
  if (resetsAt === undefined || !Number.isFinite(resetsAt) || Math.abs(resetsAt) > 8.64e15) return undefined;
  const date = new Date(resetsAt);
  const time = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (resetsAt <= now) return `The limit ended at ${time}.`;
  const minutes = Math.ceil((resetsAt - now) / 60_000);
  if (minutes >= 24 * 60) return `The limit ends on ${date.toLocaleDateString()} at ${time}.`;
  const hours = Math.floor(minutes / 60);
  const span = [hours > 0 ? `${hours} h` : "", minutes % 60 > 0 ? `${minutes % 60} min` : ""];
  return `The limit ends at ${time} (in ${span.filter((part) => part !== "").join(" ")}).`;
}

const pending = ({ state }: Approval): boolean => state === "pending";

/** What the agent is doing, for the line above the box; `undefined` when there is nothing to say. */
export function runWords(drive: DriveState | undefined): string | undefined {
  if (drive === undefined) return undefined;
  const { state, phase, background = 0 } = drive;
  if (state === "starting") return phase ?? "Starting";
  if (state === "running") return drive.approvals.some(pending) ? "Waits for you" : (phase ?? "Working");
  if (state === "stopping") return "Stopping";
  if (background > 0) return background === 1 ? "1 background task" : `${background} background tasks`;
  return undefined;
}

/** Time since a turn began: "0:07", "12:40", "1:02:03". */
export function elapsed(since: number | undefined, now: number): string {
  if (since === undefined) return "";
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** US dollars of the last turn that ended. */
export function lastTurnCost(drive: DriveState | undefined): number | undefined {
  const over = drive?.sends.filter(({ usd, endedAt }) => usd !== undefined && endedAt !== undefined) ?? [];
  return over.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).at(-1)?.usd;
}
