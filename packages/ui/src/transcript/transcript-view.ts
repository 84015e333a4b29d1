import type { DeckEvent, DriveState, Message, SessionSummary } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Api } from "../app/api.ts";
import { asApiError } from "../app/deck-store.ts";
import type { DriveFeed } from "../drive/drive-feed.ts";
import type { FindBar } from "../find/find-bar.ts";
import { placeIn } from "../find/highlights.ts";
import { shownActivity } from "../list/shown-activity.ts";
import { type MessageContext, messageStyles, spokenBefore } from "../message/index.ts";
import { base } from "../style/base.ts";
import { stateBadgeStyles } from "../style/state-badge.ts";
import type { Chunk } from "./chunks.ts";
import { Driven } from "./driven.ts";
import { Edges } from "./edges.ts";
import { FindControl } from "./find-control.ts";
import { FoundMarks } from "./found-marks.ts";
import { Reading } from "./reading.ts";
import { sectionMessages } from "./section.ts";
import { promptSteps, toEndButton, topEdge, transcriptError, transcriptSkeleton } from "./templates.ts";
import { transcriptStyles } from "./transcript-styles.ts";
import { typedAhead } from "./typed-ahead.ts";
import { unfold } from "./unfold.ts";
import type { WindowState } from "./window.ts";

/**
 * One session's messages. Events: `transcript-ready` when a session's first page is here (the stream can follow),
 * `open-raw` with `{ key, cursors }`, `copy-link` with `{ key, cursor }`, `tell` with a sentence for the reader.
 */
export class TranscriptView extends LitElement {
  static override properties: PropertyDeclarations = {
    api: { attribute: false },
    sessionKey: { attribute: false },
    cursor: { attribute: false },
    session: { attribute: false },
    drive: { attribute: false },
    feed: { attribute: false },
    agents: { attribute: false },
    href: { attribute: false },
    toolsOpen: { state: true },
  };
  static override styles: CSSResultGroup = [base, stateBadgeStyles, messageStyles, transcriptStyles];

  declare api: Api;
  declare sessionKey: string;
  /** The entry to begin at; absent: the end. */
  declare cursor: string | undefined;
  declare session: SessionSummary | undefined;
  /** How the session is driven from here; absent until that is known. */
  declare drive: DriveState | undefined;
  /** Tells what its agents are writing. */
  declare feed: Pick<DriveFeed, "writing"> | undefined;
  declare agents: ReadonlyMap<string, string>;
  declare href: (path: string) => string;
  declare toolsOpen: boolean;
  #context: MessageContext | undefined;
  #reading: Reading | undefined;
  #marks: FoundMarks | undefined;
  readonly #driven: Driven = new Driven({
    root: () => this.renderRoot,
    api: () => this.api,
    update: () => this.requestUpdate(),
    toEnd: () => this.toEnd(),
    begin: (element) => this.#reading?.begin(element),
    goOn: () => this.#reading?.goOn(),
  });
  readonly #edges = new Edges((edge) => this.#near(edge));
  readonly #find = new FindControl({
    messages: () => this.#reading?.state?.messages ?? [],
    atStart: () => this.#reading?.state?.atStart ?? true,
    older: async () => (await this.#reading?.older(500)) ?? 0,
    inView: () => this.#reading?.inView,
    show: (id) => void this.#showMatch(id),
    changed: () => this.requestUpdate(),
  });

  constructor() {
    super();
    this.agents = new Map();
    this.href = (path) => path;
    this.toolsOpen = false;
  }

  /** Where the stream should go on for this session; `undefined` when the end is not loaded. */
  get resumeAt(): string | undefined {
    return this.#reading?.window?.resumeAt;
  }

  /** True once the first page is here. */
  get loaded(): boolean {
    return this.#reading?.state !== undefined;
  }

  /** Takes what the stream says of this session. */
  receive(events: readonly DeckEvent[]): void {
    for (const event of events) {
      if (event.type === "session-reset" && event.key === this.sessionKey) void this.#open();
      if (event.type === "hello" && event.session === "reset" && this.loaded) void this.#reading?.catchUp();
      if (event.type === "messages" && event.key === this.sessionKey) this.#reading?.live(event);
    }
    this.#driven.heard(events);
  }

  toEnd(): void {
    void this.#reading?.toEnd();
  }

  toStart(): void {
    void this.#reading?.toStart();
  }

  toPrompt(step: 1 | -1): void {
    void this.#reading?.toPrompt(step);
  }

  toggleTools(): void {
    this.toolsOpen = !this.toolsOpen;
  }

  /** Opens the find bar, or puts the keyboard into it. */
  async find(): Promise<void> {
    const ahead = typedAhead();
    try {
      await import("../find/find-bar.ts");
      this.#find.open = true;
      this.requestUpdate();
      await this.updateComplete;
      const bar = this.renderRoot.querySelector<FindBar>("vibedeck-find-bar");
      await bar?.updateComplete;
      bar?.focus();
      bar?.type(ahead());
    } finally {
      ahead();
    }
  }

  /** Scrolls by a share of the view. */
  page(share: number): void {
    this.#reading?.page(share);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".view")?.focus({ preventScroll: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#edges.stop();
    this.#reading?.stop();
    this.#marks?.clear();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("sessionKey")) void this.#open();
    else if (changed.has("cursor") && this.cursor !== undefined) void this.#reading?.toCursor(this.cursor);
    this.#reading?.beforeUpdate();
    if (changed.has("drive") || changed.has("sessionKey")) this.#driven.take(this.drive);
    const again = (["agents", "toolsOpen", "sessionKey", "href"] as const).some((name) => changed.has(name));
    if (again || this.#context === undefined) this.#context = this.#makeContext();
  }

  override updated(): void {
    this.#reading?.afterUpdate();
    const view = this.renderRoot.querySelector(".view.scroll");
    if (view !== null) this.#edges.watch(view);
    this.#marks ??= new FoundMarks(this.renderRoot);
    this.#marks.mark(this.#find);
  }

  override render(): TemplateResult {
    const { error, state, behind } = this.#reading ?? {};
    if (error !== undefined)
      return html`<div class="view">${transcriptError(error, () => void this.#open())}</div>`;
    if (state === undefined) return html`<div class="view">${transcriptSkeleton()}</div>`;
    return html`
      <div class="stage">
        <div class="view scroll" tabindex="0" role="region" aria-label="Transcript">
          <div class="column messages ${this.session !== undefined && shownActivity(this.session).state === "working" ? "working" : ""}">${this.#messages(state)}</div>
        </div>
        ${behind === undefined ? nothing : toEndButton(behind, () => this.toEnd())}
        ${promptSteps((step) => this.toPrompt(step))}
        ${this.#find.open ? this.#findBar() : nothing}
      </div>
      ${this.#driven.bar()}
    `;
  }

  #messages(state: WindowState): TemplateResult {
    const { chunks, atStart, atEnd, messages } = state;
    const range = this.#reading?.dom.range(chunks) ?? { first: 0, end: 0 };
    const failed = this.#reading?.olderFailed ?? false;
    const firsts = firstIndexes(chunks);
    return html`
      ${topEdge(atStart, failed, messages.length === 0, () => void this.#reading?.older())}
      ${repeat(
        chunks,
        (chunk) => chunk.start,
        (chunk, at) =>
          at >= range.first && at < range.end
            ? this.#section(chunk, spokenBefore(messages, firsts[at] ?? 0))
            : this.#spacer(chunk),
      )}
      ${atEnd ? this.#driven.tail(state, this.#reading?.window, this) : html`<div class="edge bottom">Loading later messages …</div>`}
    `;
  }

  #section(chunk: Chunk, before: Message | undefined): TemplateResult {
    const context = this.#context ?? this.#makeContext();
    const known = this.#reading?.dom.knows(chunk) ?? false;
    return html`<section class=${known ? "measured" : ""} data-chunk=${chunk.start}
      .style=${known ? `contain-intrinsic-size:auto ${this.#height(chunk)}px` : ""}>
      ${guard([chunk, context, before], () => sectionMessages(chunk.messages, before, context))}
    </section>`;
  }

  #spacer(chunk: Chunk): TemplateResult {
    return html`<div data-chunk=${chunk.start} .style=${`height:${this.#height(chunk)}px`}></div>`;
  }

  #height(chunk: Chunk): number {
    return this.#reading?.dom.height(chunk) ?? 0;
  }

  #findBar(): TemplateResult {
    return html`<vibedeck-find-bar
      .state=${this.#find.state}
      @find-text=${(event: CustomEvent<string>) => this.#find.look(event.detail)}
      @find-step=${(event: CustomEvent<1 | -1>) => this.#find.step(event.detail)}
      @find-older=${() => void this.#find.older()}
      @find-close=${() => {
        this.#find.close();
        this.focus();
      }}
    ></vibedeck-find-bar>`;
  }

  #makeContext(): MessageContext {
    return {
      sessionKey: this.sessionKey,
      agents: this.agents,
      toolsOpen: this.toolsOpen,
      places: this.#driven.places,
      href: this.href,
      openRaw: (message) => this.#emit("open-raw", { key: this.sessionKey, cursors: this.#cursors(message) }),
      copyLink: (message) => this.#emit("copy-link", { key: this.sessionKey, cursor: message.cursor }),
      showFull: (message) => void this.#showFull(message),
    };
  }

  #cursors(message: Message, only: (fragment: Message) => boolean = () => true): readonly string[] {
    const fragments = this.#reading?.window?.sources(message.id).filter(only) ?? [];
    return [...new Set(fragments.flatMap(({ cursor }) => (cursor === undefined ? [] : [cursor])))];
  }

  async #showFull(message: Message): Promise<void> {
    const cursors = this.#cursors(message, (fragment) => Boolean(fragment.clipped));
    try {
      this.#reading?.replace(await this.api.full(this.sessionKey, cursors));
    } catch (error) {
      this.#emit("tell", asApiError(error).message);
    }
  }

  async #open(): Promise<void> {
    const { sessionKey, cursor } = this;
    this.#reading ??= new Reading({
      root: this.renderRoot,
      read: (key, query) => this.api.messages(key, query),
      update: () => {
        this.requestUpdate();
        return this.updateComplete;
      },
      tell: (text) => this.#emit("tell", text),
    });
    const shown = await this.#reading.open(sessionKey, cursor === undefined ? "end" : { around: cursor });
    if (shown) this.#emit("transcript-ready", undefined);
  }

  /** A match inside something folded is opened. */
  async #showMatch(id: string): Promise<void> {
    await this.#reading?.show(id);
    const entry = this.#reading?.entry(id);
    if (!entry || !(await unfold(entry, this.#find.text)) || this.#find.current !== id) return;
    this.requestUpdate();
    await this.updateComplete;
    this.#reading?.reveal(placeIn(entry, this.#find.text));
  }

  #near(edge: "top" | "bottom"): void {
    const reading = this.#reading;
    if (edge === "bottom") void reading?.newer();
    else if (reading?.state?.atStart === false && !reading.olderFailed) void reading.older();
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** For each chunk, the index of its first message in all of them. */
function firstIndexes(chunks: readonly Chunk[]): readonly number[] {
  let next = 0;
  return chunks.map(({ messages }) => {
    const first = next;
    next += messages.length;
    return first;
  });
}

customElements.define("vibedeck-transcript", TranscriptView);
