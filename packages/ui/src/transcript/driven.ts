import type { Approval, DeckEvent, DriveState, SessionSummary } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import type { Api } from "../app/api.ts";
import type { ApprovalCard } from "../approvals/approval-card.ts";
import { type ApprovalElement, ApprovalPlaces } from "../approvals/approval-places.ts";
import { looseCards } from "../approvals/loose-cards.ts";
import type { DriveFeed } from "../drive/drive-feed.ts";
import type { TranscriptTail } from "../partial/transcript-tail.ts";
import { activityLine } from "./templates.ts";
import type { TranscriptWindow, WindowState } from "./window.ts";

/** What {@link Driven} needs of the transcript around it. */
export interface DrivenHost {
  root(): ParentNode;
  api(): Api;
  update(): void;
  toEnd(): void;
  /** Shows the beginning of something that does not fit into the view. */
  begin(element: HTMLElement): void;
  /** It was answered: the end is followed again. */
  goOn(): void;
}

/** What of the transcript's element the tail shows. */
interface Shown {
  readonly sessionKey: string;
  readonly session: SessionSummary | undefined;
  readonly drive: DriveState | undefined;
  readonly feed: Pick<DriveFeed, "writing"> | undefined;
}

/** How long a card that came may still grow, in milliseconds. */
const GROWS_MS = 1000;

/** What a transcript shows of a session that is driven from here, beside its messages. The code for it comes when there is something. */
export class Driven {
  readonly places: ApprovalPlaces;
  readonly #host: DrivenHost;

  constructor(host: DrivenHost) {
    this.#host = host;
    this.places = new ApprovalPlaces((approval) => this.#makeCard(approval));
  }

  /** Takes how the session is driven now. */
  take(drive: DriveState | undefined): void {
    const approvals = drive?.approvals ?? [];
    if (approvals.length > 0) {
      void import("../approvals/approval-card.ts");
      void import("../approvals/request-bar.ts");
    }
    if (isDriven(drive)) void import("../partial/transcript-tail.ts");
    this.places.take(approvals);
  }

  /** Shows what was written meanwhile, with the next frame. */
  heard(events: readonly DeckEvent[]): void {
    if (!events.some(({ type }) => type === "partial" || type === "partial-end")) return;
    void import("../partial/transcript-tail.ts");
    const tail = this.#host.root().querySelector<TranscriptTail>("vibedeck-tail");
    if (tail === null) this.#host.update();
    else tail.grew?.();
  }

  /** What stands behind the last message. */
  tail(
    { messages, atStart }: WindowState,
    window: TranscriptWindow | undefined,
    { sessionKey, session, drive, feed }: Shown,
  ): TemplateResult {
    const writes = window !== undefined && (feed?.writing(sessionKey)?.shown(window).length ?? 0) > 0;
    if (!isDriven(drive) && !writes) return html`${activityLine(session)}`;
    // The agent itself says that its turn is over; the session's row follows a little later.
    const over = drive?.state === "idle" && session?.activity.state !== "working";
    const quiet = drive === undefined || drive.state === "none" || over;
    return html`<vibedeck-tail .sessionKey=${sessionKey} .messages=${messages} .atStart=${atStart} .drive=${drive} .feed=${feed} .transcript=${window}>${looseCards(this.places)}</vibedeck-tail>${quiet && !lastFailed(drive) ? activityLine(session) : nothing}`;
  }

  /** The bar below the transcript. */
  bar(): TemplateResult | typeof nothing {
    const { pending } = this.places;
    if (pending.length === 0) return nothing;
    return html`<vibedeck-request-bar .pending=${pending} @show-request=${(event: CustomEvent<ApprovalElement>) => this.#show(event.detail)}></vibedeck-request-bar>`;
  }

  #makeCard(approval: Approval): ApprovalElement {
    const made = Object.assign(document.createElement("vibedeck-approval"), {
      approval,
      http: this.#host.api().http,
    } satisfies Pick<ApprovalCard, "approval" | "http">);
    made.addEventListener("approval-settled", this.#settled);
    made.addEventListener("approval-shown", () => {
      if (made.approval.state === "pending") this.#beginAt(made);
    });
    return made;
  }

  /** Once all that is in it is laid out; parts of it come a little later than others. */
  #beginAt(made: HTMLElement): void {
    const grown = new ResizeObserver(() => this.#host.begin(made));
    grown.observe(made);
    setTimeout(() => grown.disconnect(), GROWS_MS);
  }

  readonly #settled = (event: Event): void => {
    if (event instanceof CustomEvent) this.places.refresh(event.detail);
    this.#host.update();
    this.#host.goOn();
  };

  #show(element: ApprovalElement): void {
    if (!element.isConnected) this.#host.toEnd();
    element.scrollIntoView({ block: "nearest" });
    element.focus();
  }
}

/** Whether there is something to tell of it. */
function isDriven(drive: DriveState | undefined): boolean {
  if (drive === undefined) return false;
  const { state, sends, approvals, background = 0 } = drive;
  return state !== "none" || sends.length > 0 || approvals.length > 0 || background > 0;
}

/** Its reason says more than the session's own state. */
function lastFailed(drive: DriveState | undefined): boolean {
  return drive?.sends.at(-1)?.state === "failed";
}
