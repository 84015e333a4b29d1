import type { Message } from "@vibedeck/core";
import { html, LitElement } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { MessageContext } from "../../../src/message/context.ts";
import { loadMarkdown, messageStyles, renderMessage, spokenBefore } from "../../../src/message/index.ts";
import { base } from "../../../src/style/base.ts";
import { tokens } from "../../../src/style/tokens.ts";
import { violations } from "../../message/inert.ts";

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

  /** Opens whatever is folded, until nothing more is, and says what is there that must not be. */
  async openAllAndInspect(): Promise<string[]> {
    const root = this.shadowRoot;
    if (root === null) return ["no shadow root"];
    for (let round = 0; round < 4; round += 1) {
      const folded = [...root.querySelectorAll("details:not([open])")];
      if (folded.length === 0) break;
      for (const details of folded) details.setAttribute("open", "");
      // Twice: one task for the toggle events, one for what they render.
      for (let turn = 0; turn < 2; turn += 1) await new Promise((done) => setTimeout(done));
    }
    return violations(root);
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
    const rows = this.messages.map((message, index) => ({
      message,
      previous: spokenBefore(this.messages, index),
    }));
    return html`<main>${repeat(
      rows,
      (row) => row.message.id,
      (row) => renderMessage(row.message, context, row.previous),
    )}</main>`;
  }
}

customElements.define("message-harness", MessageHarness);
