import type { SessionSummary } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import { type IconName, icon } from "../app/icons.ts";
import { costLabel, shortModel, shortPath } from "../format/figures.ts";
import { shownActivity } from "../list/shown-activity.ts";
import { shownTitle } from "../list/shown-title.ts";
import { base } from "../style/base.ts";
import { stateBadge, stateBadgeStyles } from "../style/state-badge.ts";
import { contextMeter, contextMeterStyles } from "./context-meter.ts";
import { sessionHeadStyles } from "./session-head-styles.ts";

/** What a button of the head asks for. */
export type SessionCommand =
  | "back"
  | "find"
  | "previous-prompt"
  | "next-prompt"
  | "tools"
  | "details"
  | "fork"
  | "pin"
  | "archive";

/** The head of an open session. Events: `command` with a {@link SessionCommand}, `rename` with the new title or `null`. */
export class SessionHead extends LitElement {
  static override properties: PropertyDeclarations = {
    session: { attribute: false },
    parent: { attribute: false },
    href: { attribute: false },
    detailsOpen: { attribute: false },
    canFork: { attribute: false },
    needing: { attribute: false },
    editing: { state: true },
  };
  static override styles: CSSResultGroup = [base, stateBadgeStyles, contextMeterStyles, sessionHeadStyles];

  declare session: SessionSummary | undefined;
  declare parent: SessionSummary | undefined;
  declare href: (path: string) => string;
  declare detailsOpen: boolean;
  declare canFork: boolean;
  /** How many other sessions need the reader: told where the list is out of view. */
  declare needing: number;
  declare editing: boolean;

  constructor() {
    super();
    this.href = (path) => path;
    this.detailsOpen = false;
    this.canFork = false;
    this.needing = 0;
    this.editing = false;
  }

  /** Lets the reader type another title. */
  async rename(): Promise<void> {
    this.editing = true;
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.select();
  }

  override render(): TemplateResult {
    const { session } = this;
    return html`
      <div class="top">
        <button class="icon back" aria-label=${this.needing > 0 ? `Back to the list: ${this.needing} more need you` : "Back to the list"}
          @click=${() => this.#ask("back")}>${icon("back")}${this.needing > 0 ? html`<span class="needing" aria-hidden="true">${this.needing}</span>` : nothing}</button>
        ${session === undefined ? html`<span class="title-place"></span>` : this.#title(session)}
        <div class="tools" role="toolbar" aria-label="Session">
          ${this.#button("previous-prompt", "previous", "Previous prompt", "K")}
          ${this.#button("next-prompt", "next", "Next prompt", "J")}
          ${this.#button("find", "search", "Find in session", "f")}
          ${this.#button("tools", "unfold", "Open or fold all tools", "t")}
          ${this.canFork ? this.#button("fork", "fork", "Fork", "F") : nothing}
          ${this.#button("pin", "pin", session?.pinned ? "Unpin" : "Pin", "s", session?.pinned ?? false)}
          ${this.#button("archive", "archive", session?.archived ? "Bring back" : "Archive", "e", session?.archived ?? false)}
          ${this.#button("details", "details", "Details", "d", this.detailsOpen)}
        </div>
      </div>
      ${session === undefined ? nothing : this.#facts(session)}
    `;
  }

  #title(session: SessionSummary): TemplateResult {
    if (this.editing) {
      return html`<input class="title-place" aria-label="Title" maxlength="500" dir="auto" .value=${shownTitle(session)}
        @keydown=${this.#key} @blur=${this.#save} />`;
    }
    return html`<h1 class="title-place">
      ${stateBadge(shownActivity(session))}
      <button class="title" title=${`${shownTitle(session)} (rename: r)`} @click=${() => void this.rename()}><bdi>${shownTitle(session)}</bdi>${icon("pencil", 13)}</button>
    </h1>`;
  }

  #facts({ project, facts, cost }: SessionSummary): TemplateResult {
    const path = facts.cwd ?? project.path;
    return html`<div class="facts">
      ${this.parent === undefined ? nothing : html`<a href=${this.href(`/s/${this.parent.key}`)}>↑ <bdi>${shownTitle(this.parent)}</bdi></a>`}
      <span class="path" title=${path ?? project.name}><bdi>${path === undefined ? project.name : shortPath(path)}</bdi></span>
      ${facts.branch === undefined ? nothing : html`<span class="branch" title=${facts.branch}><bdi>${facts.branch}</bdi></span>`}
      ${facts.model === undefined ? nothing : html`<span title=${facts.model}>${shortModel(facts.model)}</span>`}
      ${facts.context === undefined ? nothing : contextMeter(facts.context)}
      ${cost === undefined ? nothing : html`<span class="cost" title="At list prices, sub-agents included">${costLabel(cost)}</span>`}
    </div>`;
  }

  #button(
    command: SessionCommand,
    name: IconName,
    label: string,
    key: string,
    pressed?: boolean,
  ): TemplateResult {
    return html`<button class="icon ${command}" aria-label=${label} title=${`${label} (${key})`} aria-pressed=${pressed ?? nothing}
      @click=${() => this.#ask(command)}>${icon(name)}</button>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") this.editing = false;
    else if (event.key === "Enter" && event.target instanceof HTMLElement) event.target.blur();
  };

  readonly #save = (event: Event): void => {
    if (!this.editing || !(event.target instanceof HTMLInputElement)) return;
    const title = event.target.value.trim();
    this.editing = false;
    if (this.session !== undefined && title !== shownTitle(this.session))
      this.#emit("rename", title === "" ? null : title);
  };

  #ask(command: SessionCommand): void {
    this.#emit("command", command);
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("vibedeck-session-head", SessionHead);
