import type { DriveState, Message, Transcript } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { DriveFeed } from "../drive/drive-feed.ts";
import { pendingSends } from "../drive/pending-sends.ts";
import { messageStyles, spokenBefore } from "../message/index.ts";
import { base } from "../style/base.ts";
import { stateBadgeStyles } from "../style/state-badge.ts";
import { Frames } from "./frames.ts";
import { partialMessage } from "./partial-message.ts";
import { pendingBubble } from "./pending-bubble.ts";
import { shownPending } from "./shown-pending.ts";
import { tailStyles } from "./tail-styles.ts";
import { turnLine } from "./turn-line.ts";

/** After a pause this long (in milliseconds) a message has its head again. */
const PAUSE_MS = 5 * 60_000;

/**
 * What stands behind the last message of a transcript while it is driven: messages on their way, what is being
 * written, the requests that wait (in its slot), and what the agent does.
 */
export class TranscriptTail extends LitElement {
  static override properties: PropertyDeclarations = {
    sessionKey: { attribute: false },
    messages: { attribute: false },
    atStart: { attribute: false },
    drive: { attribute: false },
    feed: { attribute: false },
    transcript: { attribute: false },
  };
  static override styles: CSSResultGroup = [base, stateBadgeStyles, ...messageStyles, tailStyles];

  declare sessionKey: string;
  /** What is loaded; its end is the end of the transcript. */
  declare messages: readonly Message[];
  declare atStart: boolean;
  declare drive: DriveState | undefined;
  declare feed: Pick<DriveFeed, "writing"> | undefined;
  /** Knows what of a message is among them. */
  declare transcript: Pick<Transcript, "held"> | undefined;
  readonly #frames = new Frames(() => this.requestUpdate());

  constructor() {
    super();
    this.sessionKey = "";
    this.messages = [];
    this.atStart = true;
  }

  /** More was written: shown with the next frame. */
  grew(): void {
    this.#frames.ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#frames.stop();
  }

  override render(): TemplateResult {
    const { messages, drive, transcript } = this;
    const sends = shownPending(pendingSends(drive), messages, this.atStart);
    const writing = (transcript && this.feed?.writing(this.sessionKey)?.shown(transcript)) ?? [];
    return html`
      ${repeat(
        sends,
        ({ id }) => id,
        (send) => pendingBubble(send),
      )}
      ${repeat(
        writing,
        ({ id }) => id,
        (message, at) =>
          partialMessage(
            message,
            transcript?.held(message.id) ?? 0,
            drive?.model,
            at > 0 || (sends.length === 0 && this.#follows()),
            at === writing.length - 1,
          ),
      )}
      <div class="requests"><slot></slot></div>
      ${drive === undefined ? nothing : turnLine(drive, writing.length > 0)}
    `;
  }

  #follows(): boolean {
    const before = spokenBefore(this.messages, this.messages.length);
    return before?.role === "assistant" && Date.now() - (before.at ?? 0) < PAUSE_MS;
  }
}

customElements.define("vibedeck-tail", TranscriptTail);
