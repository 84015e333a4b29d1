import type { Message } from "@vibedeck/core";
import { html, LitElement } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { MessageContext } from "../../../src/message/context.ts";
import { loadMarkdown, messageStyles, renderMessage } from "../../../src/message/index.ts";
import { base } from "../../../src/style/base.ts";
import { tokens } from "../../../src/style/tokens.ts";

/** A transcript and nothing else, for tests of how messages look and behave under the real policy. */
class MessageHarness extends LitElement {
  static override styles = [tokens, base, ...messageStyles];
  static override properties = { messages: { attribute: false }, toolsOpen: { attribute: false } };
  declare messages: readonly Message[];
  declare toolsOpen: boolean;
  readonly calls: string[] = [];
  readonly ready: Promise<void> = loadMarkdown();

  constructor() {
    super();
    this.messages = [];
    this.toolsOpen = true;
  }

  override render(): unknown {
    const context: MessageContext = {
      sessionKey: "session-key",
      agents: new Map([["a1b2c3", "agent-session-key"]]),
      toolsOpen: this.toolsOpen,
      openRaw: (message) => this.calls.push(`raw ${message.id}`),
      copyLink: (message) => this.calls.push(`link ${message.id}`),
      showFull: (message) => this.calls.push(`full ${message.id}`),
      href: (path) => path,
    };
    const rows = this.messages.map((message, index) => ({ message, previous: this.messages[index - 1] }));
    return html`<main>${repeat(
      rows,
      (row) => row.message.id,
      (row) => renderMessage(row.message, context, row.previous),
    )}</main>`;
  }
}

customElements.define("message-harness", MessageHarness);
