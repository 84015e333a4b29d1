import type { ActivityState, SessionPatch, SessionSummary } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ApiError } from "../app/api.ts";
import type { BackendStatus } from "../app/backend-status.ts";
import { icon } from "../app/icons.ts";
import { watchReader } from "../app/reader.ts";
import { counted } from "../message/amounts.ts";
import type { Notifier } from "../notify/notifier.ts";
import { base } from "../style/base.ts";
import { stateBadge, stateBadgeStyles, stateLabel } from "../style/state-badge.ts";
import { brokenBackends } from "./broken-backends.ts";
import { emptyList, listSkeleton } from "./list-states.ts";
import { listStyles } from "./list-styles.ts";
import { keepListView, restoreListView, toggled } from "./list-view.ts";
import { type RowActions, rowTemplate } from "./row-template.ts";
import { type RowWindow, rowOffsets, rowWindow } from "./row-window.ts";
import { countStates, type ListRow, type ListView, listRows } from "./rows.ts";

/** What the list is doing, for its empty and loading states. */
export interface ListStatus {
  readonly loaded: "none" | "some" | "all";
  readonly total: number;
  readonly indexing: boolean;
  readonly error: ApiError | undefined;
  /** Backends whose sessions are missing here. */
  readonly broken: readonly BackendStatus[];
  /** Whether people sign in: their agents run where the server says, not in a terminal of theirs. */
  readonly signedIn: boolean;
}

/**
 * The sessions by day or by project: filter, states, pins, archive, sub-agents under their parents.
 * Events: `open-session` with `{ key, replace }`, `patch-session` with `{ key, change }`, `expand-session` with `{ key }`, `retry`, `new-session`.
 */
export class SessionList extends LitElement {
  static override properties: PropertyDeclarations = {
    sessions: { attribute: false },
    selected: { attribute: false },
    status: { attribute: false },
    now: { attribute: false },
    href: { attribute: false },
    canStart: { attribute: false },
    notifier: { attribute: false },
    reader: { attribute: false },
    view: { state: true },
    slice: { state: true },
  };
  static override styles: CSSResultGroup = [base, stateBadgeStyles, listStyles];

  declare sessions: ReadonlyMap<string, SessionSummary>;
  declare selected: string | undefined;
  declare status: ListStatus;
  /** The clock that relative times are told by, in milliseconds since the epoch. */
  declare now: number;
  declare href: (key: string) => string;
  /** Whether sessions can be started here. */
  declare canStart: boolean | undefined;
  declare notifier: Notifier | undefined;
  /** The reader, where everybody's sessions are listed: the others' say whose they are. */
  declare reader: string | undefined;
  declare view: ListView;
  declare slice: RowWindow;
  #rows: readonly ListRow[] = [];
  #offsets: readonly number[] = [0];
  #watch: AbortController | undefined;
  readonly #resized = new ResizeObserver(() => this.#scrolled());

  constructor() {
    super();
    this.sessions = new Map();
    this.status = {
      loaded: "none",
      total: 0,
      indexing: false,
      error: undefined,
      broken: [],
      signedIn: false,
    };
    this.now = 0;
    this.href = (key) => key;
    this.view = restoreListView();
    this.slice = { first: 0, end: 0, before: 0, after: 0 };
  }

  /** Puts the keyboard into the filter box. */
  focusFilter(): void {
    const input = this.renderRoot.querySelector("input");
    input?.focus();
    input?.select();
  }

  /** Opens the session that stands so many rows below the open one. */
  move(step: 1 | -1): void {
    const keys = this.#rows.flatMap((row) => (row.kind === "session" ? [row.session.key] : []));
    const at = this.selected === undefined ? -1 : keys.indexOf(this.selected);
    const key = keys[at < 0 ? 0 : Math.max(0, Math.min(keys.length - 1, at + step))];
    if (key === undefined || key === this.selected) return;
    this.#emit("open-session", { key, replace: true });
    this.#reveal(key);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("sessions") || changed.has("view") || changed.has("now")) {
      this.#rows = listRows(this.sessions.values(), this.view, this.now);
      this.#offsets = rowOffsets(this.#rows);
      this.slice = this.#currentSlice();
    }
    if (changed.has("view")) keepListView(this.view);
  }

  override firstUpdated(): void {
    const body = this.#body;
    if (body !== null) this.#resized.observe(body);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch = new AbortController();
    const change = (): void => {
      this.view = restoreListView();
    };
    watchReader({ change }, this.#watch.signal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.abort();
    this.#resized.disconnect();
  }

  override render(): TemplateResult {
    const { first, end, before, after } = this.slice;
    return html`
      ${this.#header()}
      <div class="body scroll" tabindex="-1" @scroll=${() => this.#scrolled()}>
        ${this.#rows.length === 0 ? this.#instead() : nothing}
        <div role="list" aria-label="Sessions">
          <div role="presentation" .style=${`height:${before}px`}></div>
          ${repeat(
            this.#rows.slice(first, end),
            (row) => row.id,
            (row) => rowTemplate(row, this.selected, this.now, this.#actions),
          )}
          <div role="presentation" .style=${`height:${after}px`}></div>
        </div>
      </div>
      ${this.#rows.length === 0 ? nothing : brokenBackends(this.status.broken)} ${this.#footer()}
    `;
  }

  #header(): TemplateResult {
    const { view } = this;
    const counts = countStates(this.sessions.values());
    return html`<div class="head">
      <div class="first-line">
      <div class="field">
        ${icon("search", 14)}
        <input type="search" placeholder="Filter sessions" aria-label="Filter sessions" autocomplete="off" spellcheck="false"
          .value=${view.filter} @input=${this.#typed} @keydown=${this.#filterKey} />
        ${
          view.filter === ""
            ? html`<kbd>/</kbd>`
            : html`<button class="icon" aria-label="Clear the filter" @click=${() => this.#change({ filter: "" })}>${icon("close", 14)}</button>`
        }
      </div>
      ${this.canStart ? html`<button class="new main" title="New session (n)" @click=${() => this.#emit("new-session", undefined)}>${icon("plus", 14)} New<span class="hidden-text"> session</span></button>` : nothing}
      </div>
      <div class="tools">
        <div class="segments" role="group" aria-label="Group by">
          <button aria-pressed=${view.group === "day"} @click=${() => this.#change({ group: "day" })}>Days</button>
          <button aria-pressed=${view.group === "project"} @click=${() => this.#change({ group: "project" })}>Projects</button>
        </div>
        <div class="chips">
          ${(["waiting", "working", "error"] as const).map((state) => this.#chip(state, counts[state]))}
        </div>
        <button class="icon" aria-pressed=${view.archived} aria-label="Archived sessions" title="Archived sessions"
          @click=${() => this.#change({ archived: !view.archived })}>${icon("archive", 14)}</button>
      </div>
    </div>`;
  }

  #chip(state: "waiting" | "working" | "error", count: number): TemplateResult | typeof nothing {
    const active = this.view.state === state;
    if (count === 0 && !active) return nothing;
    const label = `${stateLabel(state)}: ${count}. ${active ? "Show all" : "Show only these"}`;
    return html`<button aria-pressed=${active} aria-label=${label} title=${label}
      @click=${() => this.#change({ state: active ? undefined : (state satisfies ActivityState) })}>
      ${stateBadge({ state })} ${count}
    </button>`;
  }

  #instead(): TemplateResult {
    const filtered = this.view.filter !== "" || this.view.state !== undefined || this.view.archived;
    if (this.status.loaded === "none" && this.status.error === undefined) return listSkeleton();
    return emptyList(
      this.status,
      { filtered, archived: this.view.archived, canStart: this.canStart === true },
      () => this.#emit("retry", undefined),
    );
  }

  #footer(): TemplateResult | typeof nothing {
    const { loaded, total } = this.status;
    if (loaded === "none") return nothing;
    // What was counted when the list was fetched does not hold for those that began since.
    const here = [...this.sessions.values()].filter(({ kind }) => kind === "session").length;
    const text =
      loaded === "all"
        ? counted(here, "session")
        : `${here.toLocaleString()} of ${Math.max(here, total).toLocaleString()} sessions`;
    return html`<div class="foot"><span role="status">${this.view.archived ? "Archived · " : ""}${text}</span>
      ${this.notifier === undefined ? nothing : this.notifier.button((told) => this.#emit("tell", told))}</div>`;
  }

  readonly #actions: RowActions = {
    href: (key) => this.href(key),
    owner: ({ owner }) => (this.reader === undefined || owner === this.reader ? undefined : owner),
    open: (event, key) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      this.#emit("open-session", { key, replace: false });
    },
    toggleGroup: (id) => this.#change({ closed: toggled(this.view.closed, id) }),
    showWhole: (group) => this.#change({ whole: toggled(this.view.whole, group) }),
    toggleAgents: (key) => {
      if (!this.view.expanded.has(key)) this.#emit("expand-session", { key });
      this.#change({ expanded: toggled(this.view.expanded, key) });
    },
    patch: (key, change) =>
      this.#emit("patch-session", { key, change } satisfies { key: string; change: SessionPatch }),
  };

  #change(change: Partial<ListView>): void {
    this.view = { ...this.view, ...change };
    if ("filter" in change || "group" in change || "archived" in change || "state" in change)
      this.#body?.scrollTo({ top: 0 });
  }

  readonly #typed = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) this.#change({ filter: event.target.value });
  };

  readonly #filterKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      if (this.view.filter === "" && event.target instanceof HTMLElement) event.target.blur();
      this.#change({ filter: "" });
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      const first = this.#rows.find((row) => row.kind === "session");
      if (first?.kind !== "session") return;
      event.preventDefault();
      if (event.key === "Enter") this.#emit("open-session", { key: first.session.key, replace: false });
      else this.renderRoot.querySelector<HTMLElement>(".row.session a")?.focus();
    } else return;
    event.stopPropagation();
  };

  get #body(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".body");
  }

  #currentSlice(): RowWindow {
    const body = this.#body;
    return rowWindow(this.#offsets, body?.scrollTop ?? 0, body?.clientHeight ?? 900);
  }

  #scrolled(): void {
    const next = this.#currentSlice();
    if (next.first !== this.slice.first || next.end !== this.slice.end) this.slice = next;
  }

  #reveal(key: string): void {
    const index = this.#rows.findIndex((row) => row.kind === "session" && row.session.key === key);
    const [top, bottom] = [this.#offsets[index], this.#offsets[index + 1]];
    const body = this.#body;
    if (body === null || top === undefined || bottom === undefined) return;
    if (top < body.scrollTop + 40) body.scrollTo({ top: top - 40 });
    else if (bottom > body.scrollTop + body.clientHeight - 40)
      body.scrollTo({ top: bottom - body.clientHeight + 40 });
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

customElements.define("vibedeck-session-list", SessionList);
