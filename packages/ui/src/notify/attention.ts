import type { Approval, SessionSummary } from "@vibedeck/core";
import type { Api } from "../app/api.ts";
import { isTurning, needsYou } from "../list/shown-activity.ts";
import { shownTitle } from "../list/shown-title.ts";
import { badgeIcon } from "./badge-icon.ts";
import { LiveRegion } from "./live-region.ts";
import { Notifier } from "./notifier.ts";

/** What happened to a session that a reader should hear of. */
export type Happening = "needs" | "ended" | "failed";

/** What {@link Attention} does with the page. */
export interface AttentionHost {
  /** Shows a session. */
  open(this: void, key: string): void;
  /** It is this tab that notifies now: it must hear what happens while it is hidden, too. */
  leads(this: void): void;
  /** Notifications were switched on or off. */
  changed(this: void): void;
}

/** What is remembered of a session. */
interface Known {
  readonly needs: number;
  readonly turning: boolean;
}

const CALM: Known = { needs: 0, turning: false };

/** Tells the reader, wherever they look, that a session needs them: tab title and icon, read aloud, notifications. */
export class Attention {
  readonly notifier: Notifier;
  readonly #api: Api;
  readonly #region = new LiveRegion();
  #known: ReadonlyMap<string, Known> = new Map();
  #last: ReadonlyMap<string, SessionSummary> = new Map();
  #needing: ReadonlySet<string> = new Set();

  constructor(api: Api, host: AttentionHost) {
    this.#api = api;
    this.notifier = new Notifier(host.open);
    this.notifier.addEventListener("lead", host.leads);
    this.notifier.addEventListener("change", host.changed);
  }

  start(): void {
    this.notifier.start();
    this.#region.start();
  }

  stop(): void {
    this.notifier.stop();
    this.#region.stop();
  }

  /** How many sessions need the reader, that one left out. */
  others(key: string): number {
    return this.#needing.size - (this.#needing.has(key) ? 1 : 0);
  }

  /** The title of the tab. */
  title(text: string): string {
    return this.#needing.size === 0 ? text : `(${this.#needing.size}) ${text}`;
  }

  /** Takes all sessions as they are now, and tells what is new in them. */
  look(sessions: ReadonlyMap<string, SessionSummary>): void {
    const known = new Map<string, Known>();
    const needing = new Set<string>();
    for (const [key, session] of sessions) {
      if (session.drive === undefined && !this.#known.has(key)) continue;
      const now: Known = { needs: session.drive?.needs ?? 0, turning: isTurning(session) };
      if (needsYou(session)) needing.add(key);
      known.set(key, now);
      const before = this.#known.get(key) ?? (this.#last.has(key) ? CALM : undefined);
      const what = happening(before, now, session);
      if (what !== undefined) void this.#tell(session, what);
    }
    this.#known = known;
    this.#last = sessions;
    if (needing.size !== this.#needing.size) badgeIcon(needing.size > 0);
    this.#needing = needing;
  }

  async #tell(session: SessionSummary, what: Happening): Promise<void> {
    const title = shownTitle(session);
    if (what === "needs") this.#region.say(`${title} needs you`);
    if (!document.hidden || this.notifier.state !== "on" || !this.notifier.leads) return;
    const body = what === "needs" ? await this.#wants(session.key) : ENDED[what];
    await this.notifier.show({ key: session.key, title, body });
  }

  /** What kind of thing a session waits for: its tool, but not what it was given. */
  async #wants(key: string): Promise<string> {
    const { DriveApi } = await import("../drive/drive-api.ts");
    const approvals = await new DriveApi(this.#api.http).approvals().catch((): readonly Approval[] => []);
    const newest = approvals.findLast(({ session, state }) => session === key && state === "pending");
    if (newest === undefined) return "It needs you.";
    if (newest.kind === "question") return "It has a question for you.";
    return newest.kind === "plan"
      ? "It has a plan to review."
      : `It asks whether it may use ${newest.tool.slice(0, 60)}.`;
  }
}

const ENDED: { readonly [What in Exclude<Happening, "needs">]: string } = {
  ended: "Its turn is done.",
  failed: "Its turn failed.",
};

/** What is new of a session; nothing of one that is met for the first time. */
export function happening(
  before: Known | undefined,
  now: Known,
  { drive }: Pick<SessionSummary, "drive">,
): Happening | undefined {
  if (before === undefined) return undefined;
  if (now.needs > before.needs) return "needs";
  if (!before.turning || now.turning) return undefined;
  return drive?.failed === undefined ? "ended" : "failed";
}
