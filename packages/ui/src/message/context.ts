import type { Message } from "@vibedeck/core";
import type { ApprovalPlaces } from "../approvals/approval-places.ts";

/** What a message needs of the page around it. One object per transcript; replaced when something in it changes. */
export interface MessageContext {
  readonly sessionKey: string;
  /** The sub-agents of the session: the tool's id of the agent, and the key of its session. */
  readonly agents: ReadonlyMap<string, string>;
  /** Whether tool calls start opened. */
  readonly toolsOpen: boolean;
  /** The requests that wait for the reader; absent where nothing can be driven. The same object all the time. */
  readonly places?: ApprovalPlaces;
  /** Shows the entry as the transcript has it. */
  openRaw(message: Message): void;
  /** Copies the permalink of a message. */
  copyLink(message: Message): void;
  /** Fetches what was left out of a clipped message and shows it. */
  showFull(message: Message): void;
  /** A path of the app or its API (`/s/KEY`, `/api/sessions/…/images/…`) as a link that works where the app is mounted. */
  href(path: string): string;
}
