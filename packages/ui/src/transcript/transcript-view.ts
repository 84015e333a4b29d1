import { type DeckEvent, type Message, parseCursor, type SessionSummary } from "@vibedeck/core";
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
import type { Api, ApiError } from "../app/api.ts";
import { asApiError } from "../app/deck-store.ts";
import { highlight } from "../find/highlights.ts";
import { type MessageContext, messageStyles, renderMessage } from "../message/index.ts";
import { base } from "../style/base.ts";
import { stateBadgeStyles } from "../style/state-badge.ts";
import { type Chunk, messageOffset } from "./chunks.ts";
import { DomWindow } from "./dom-window.ts";
import { FindControl } from "./find-control.ts";
import { messageAt, neighbourPrompt } from "./prompts.ts";
import { Scroller } from "./scroller.ts";
import { activityLine, toEndButton, topEdge, transcriptError, transcriptSkeleton } from "./templates.ts";
import { transcriptStyles } from "./transcript-styles.ts";
import { TranscriptWindow, type WindowState } from "./window.ts";

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
  declare agents: ReadonlyMap<string, string>;
  declare href: (path: string) => string;
  declare toolsOpen: boolean;
  #window: TranscriptWindow | undefined;
  #loaded = false;
  #error: ApiError | undefined;
  #olderFailed = false;
  #unread = 0;
  #scroller: Scroller | undefined;
  #lastPrompt: string | undefined;
  #wasFollowing: boolean | undefined;
  #marking = false;
  readonly #dom = new DomWindow();
  readonly #edges = new IntersectionObserver((entries) => this.#edgeMet(entries), {
    rootMargin: "1500px 0px",
  });
  readonly #find = new FindControl({
    messages: () => this.#state?.messages ?? [],
    atStart: () => this.#state?.atStart ?? true,
    older: async () => (await this.#window?.older(500)) ?? 0,
    inView: () => this.#scroller?.anchorId,
    show: (id) => void this.#showMatch(id),
    changed: () => this.requestUpdate(),
  });

  constructor() {
    super();
    this.agents = new Map();
    this.href = (path) => path;
    this.toolsOpen = false;
  }

  /** Where the stream should go on for this session; `undefined` before the end is loaded. */
  get resumeAt(): string | undefined {
    return this.#window?.resumeAt;
  }

  /** True once the first page is here. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Takes what the stream says of this session. */
  receive(events: readonly DeckEvent[]): void {
    for (const event of events) {
      if (event.type === "session-reset" && event.key === this.sessionKey) void this.#open();
      if (event.type === "hello" && event.session === "reset" && this.#loaded) void this.#catchUp();
      if (event.type === "messages" && event.key === this.sessionKey) this.#live(event);
    }
  }

  toEnd(): void {
    this.#unread = 0;
    if (this.#state?.atEnd) {
      this.#dom.centre = undefined;
      this.requestUpdate();
      void this.updateComplete.then(() => this.#scroller?.toEnd());
    } else void this.#jump("end");
  }

  toStart(): void {
    if (this.#state?.atStart) {
      const first = this.#state.messages[0];
      if (first !== undefined) void this.#show(first.id, false);
    } else void this.#jump("start");
  }

  /** Goes to the prompt before or after what is in view, reading older pages when there is none. */
  async toPrompt(step: 1 | -1): Promise<void> {
    const from = this.#scroller?.anchorId;
    const inside = from !== this.#lastPrompt;
    for (let page = 0; page < 10; page += 1) {
      const prompt = neighbourPrompt(this.#state?.messages ?? [], from, step, inside);
      if (prompt !== undefined) {
        this.#lastPrompt = prompt.id;
        return this.#show(prompt.id, true);
      }
      const window = this.#window;
      const fresh = step === -1 ? await window?.older(500) : await window?.newer(500);
      if (!fresh) break;
    }
    if (step === 1) this.toEnd();
    else this.#tell("There is no earlier prompt.");
  }

  toggleTools(): void {
    this.toolsOpen = !this.toolsOpen;
  }

  /** Opens the find bar. Returns false when it had the keyboard already, so that the browser's own may open. */
  async find(): Promise<boolean> {
    await import("../find/find-bar.ts");
    const bar = this.renderRoot.querySelector<HTMLElement>("vibedeck-find-bar");
    if (this.#find.open && bar?.matches(":focus-within")) return false;
    this.#find.open = true;
    this.requestUpdate();
    bar?.focus();
    return true;
  }

  /** Scrolls by a share of the view. */
  page(share: number): void {
    this.#scroller?.page(share);
  }

  override focus(): void {
    this.#view?.focus({ preventScroll: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#edges.disconnect();
    this.#scroller?.disconnect();
    this.#scroller = undefined;
    highlight([], "");
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("sessionKey")) void this.#open();
    else if (changed.has("cursor") && this.cursor !== undefined) void this.#toCursor(this.cursor);
    if (
      changed.has("agents") ||
      changed.has("toolsOpen") ||
      changed.has("sessionKey") ||
      changed.has("href")
    ) {
      this.#context = this.#makeContext();
    }
    this.#dom.measure(this.renderRoot.querySelectorAll<HTMLElement>("[data-chunk]"));
    this.#scroller?.capture();
  }

  override updated(): void {
    const view = this.#view;
    const column = view?.querySelector<HTMLElement>(".column.messages");
    if (view && column && this.#scroller === undefined) {
      this.#scroller = new Scroller(view, column, {
        atEnd: () => this.#state?.atEnd ?? false,
        moved: () => this.#moved(),
      });
    }
    this.#scroller?.settle();
    this.#edges.disconnect();
    for (const edge of this.renderRoot.querySelectorAll(".edge")) this.#edges.observe(edge);
    this.#markFound();
  }

  override render(): TemplateResult {
    if (this.#error !== undefined)
      return html`<div class="view">${transcriptError(this.#error, () => void this.#open())}</div>`;
    const state = this.#state;
    if (state === undefined || !this.#loaded) return html`<div class="view">${transcriptSkeleton()}</div>`;
    const range = this.#dom.range(state.chunks);
    const away = this.#scroller !== undefined && (!this.#scroller.following || !state.atEnd);
    return html`
      <div class="view scroll" tabindex="0" role="region" aria-label="Transcript">
        <div class="column messages">
          ${topEdge(state.atStart, this.#olderFailed, state.messages.length === 0, () => void this.#older())}
          ${repeat(
            state.chunks,
            (chunk) => chunk.start,
            (chunk, at) => (at >= range.first && at < range.end ? this.#section(chunk) : this.#spacer(chunk)),
          )}
          ${state.atEnd ? activityLine(this.session) : html`<div class="edge bottom">Loading later messages …</div>`}
        </div>
      </div>
      ${away ? toEndButton(this.#unread + state.missed, () => this.toEnd()) : nothing}
      ${
        this.#find.open
          ? html`<vibedeck-find-bar .state=${this.#find.state}
            @find-text=${(event: CustomEvent<string>) => this.#find.look(event.detail)}
            @find-step=${(event: CustomEvent<1 | -1>) => this.#find.step(event.detail)}
            @find-older=${() => void this.#find.older()}
            @find-close=${() => this.#closeFind()}></vibedeck-find-bar>`
          : nothing
      }
    `;
  }

  #context: MessageContext = this.#makeContext();

  get #state(): WindowState | undefined {
    return this.#window?.state;
  }

  get #view(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".view.scroll");
  }

  #section(chunk: Chunk): TemplateResult {
    const context = this.#context;
    return html`<section data-chunk=${chunk.start} .style=${`contain-intrinsic-size:auto ${this.#dom.height(chunk)}px`}>
      ${guard([chunk, context], () =>
        repeat(
          chunk.messages,
          (message) => message.id,
          (message) =>
            guard(
              [message, context],
              () => html`<div class="entry" data-id=${message.id}>${renderMessage(message, context)}</div>`,
            ),
        ),
      )}
    </section>`;
  }

  #spacer(chunk: Chunk): TemplateResult {
    return html`<div data-chunk=${chunk.start} .style=${`height:${this.#dom.height(chunk)}px`}></div>`;
  }

  #makeContext(): MessageContext {
    return {
      sessionKey: this.sessionKey,
      agents: this.agents,
      toolsOpen: this.toolsOpen,
      href: (path) => this.href(path),
      openRaw: (message) => this.#emit("open-raw", { key: this.sessionKey, cursors: this.#cursors(message) }),
      copyLink: (message) => this.#emit("copy-link", { key: this.sessionKey, cursor: message.cursor }),
      showFull: (message) => void this.#showFull(message),
    };
  }

  #cursors(message: Message, only: (fragment: Message) => boolean = () => true): readonly string[] {
    const fragments = this.#window?.sources(message.id).filter(only) ?? [];
    return [...new Set(fragments.flatMap(({ cursor }) => (cursor === undefined ? [] : [cursor])))];
  }

  async #showFull(message: Message): Promise<void> {
    const window = this.#window;
    const cursors = this.#cursors(message, (fragment) => Boolean(fragment.clipped));
    try {
      window?.replace(await this.api.full(this.sessionKey, cursors));
      this.requestUpdate();
    } catch (error) {
      this.#tell(asApiError(error).message);
    }
  }

  async #open(): Promise<void> {
    const key = this.sessionKey;
    this.#window = new TranscriptWindow((query) => this.api.messages(key, query));
    this.#loaded = false;
    this.#error = undefined;
    this.#unread = 0;
    this.#lastPrompt = undefined;
    this.#dropScroller();
    await (this.cursor === undefined ? this.#jump("end") : this.#jump({ around: this.cursor }));
    if (key === this.sessionKey && this.#loaded) this.#emit("transcript-ready", undefined);
  }

  /** A new run of messages: nothing of the place before is kept. */
  async #jump(to: "end" | "start" | { readonly around: string }): Promise<void> {
    const window = this.#window;
    try {
      await window?.jump(to);
      if (window !== this.#window) return;
      this.#dom.clear();
      this.#loaded = true;
      this.#error = undefined;
      this.#olderFailed = false;
    } catch (error) {
      if (window !== this.#window) return;
      if (this.#loaded) this.#tell(asApiError(error).message);
      else this.#error = asApiError(error);
    }
    this.#dropScroller();
    this.requestUpdate();
    await this.updateComplete;
    if (to === "end") this.#scroller?.toEnd();
    else if (to === "start") await this.#showFirst();
    else await this.#flash(to.around);
  }

  async #showFirst(): Promise<void> {
    const first = this.#state?.messages[0];
    if (first !== undefined) await this.#show(first.id, false);
  }

  async #toCursor(cursor: string): Promise<void> {
    const offset = parseCursor(cursor)?.offset ?? 0;
    const { messages = [], atEnd = false } = this.#state ?? {};
    const [first, last] = [messages[0], messages.at(-1)];
    const inside =
      first && last && messageOffset(first) <= offset && (atEnd || offset <= messageOffset(last));
    await (inside ? this.#flash(cursor) : this.#jump({ around: cursor }));
  }

  async #flash(cursor: string): Promise<void> {
    const target = messageAt(this.#state?.messages ?? [], parseCursor(cursor)?.offset ?? 0, messageOffset);
    if (target !== undefined) await this.#show(target.id, true);
  }

  /** Brings a message into the DOM and into view. */
  async #show(id: string, flash: boolean): Promise<void> {
    const chunk = this.#state?.chunks.find(({ messages }) => messages.some((message) => message.id === id));
    if (chunk === undefined) return;
    if (this.#scroller !== undefined) this.#scroller.following = false;
    this.#dom.centre = chunk.start;
    this.requestUpdate();
    await this.updateComplete;
    const entry = this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    if (entry === null) return;
    this.#scroller?.show(entry);
    if (!flash) return;
    entry.classList.add("flash");
    entry.addEventListener("animationend", () => entry.classList.remove("flash"), { once: true });
  }

  #live(event: DeckEvent & { readonly type: "messages" }): void {
    const window = this.#window;
    if (window === undefined || !this.#loaded) return;
    const before = window.state.messages.length;
    const outcome = window.live(event);
    if (outcome === "gap") void this.#catchUp();
    if (outcome === "taken" && !this.#scroller?.following)
      this.#unread += Math.max(0, window.state.messages.length - before);
    this.requestUpdate();
  }

  async #catchUp(): Promise<void> {
    await this.#window?.catchUp().catch(() => undefined);
    this.requestUpdate();
  }

  async #older(): Promise<void> {
    const window = this.#window;
    this.#olderFailed = await (window?.older() ?? Promise.resolve(0)).then(
      () => false,
      () => true,
    );
    if (window === this.#window) this.requestUpdate();
  }

  async #newer(): Promise<void> {
    await this.#window?.newer().catch(() => undefined);
    this.requestUpdate();
  }

  #edgeMet(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !this.#loaded) continue;
      if (target.classList.contains("top") && !this.#state?.atStart && !this.#olderFailed) void this.#older();
      if (target.classList.contains("bottom")) void this.#newer();
    }
  }

  #moved(): void {
    const scroller = this.#scroller;
    if (scroller?.following && this.#state?.atEnd) this.#unread = 0;
    const anchor = this.renderRoot.querySelector(`[data-id="${CSS.escape(scroller?.anchorId ?? "")}"]`);
    const centre = anchor?.closest<HTMLElement>("[data-chunk]")?.dataset["chunk"];
    const moved = centre !== undefined && Number(centre) !== this.#dom.centre;
    if (moved) this.#dom.centre = Number(centre);
    if (moved || this.#wasFollowing !== scroller?.following) this.requestUpdate();
    this.#wasFollowing = scroller?.following;
  }

  #dropScroller(): void {
    this.#scroller?.disconnect();
    this.#scroller = undefined;
  }

  #closeFind(): void {
    this.#find.close();
    this.focus();
  }

  /** Frames the messages in which the text was found, and colours it in them. */
  #markFound(): void {
    const { open, text, found, current } = this.#find;
    if (!open && !this.#marking) return;
    this.#marking = open;
    const ids = new Set(open ? found : []);
    const marked: HTMLElement[] = [];
    for (const entry of this.renderRoot.querySelectorAll<HTMLElement>(".entry")) {
      const id = entry.dataset["id"] ?? "";
      if (ids.has(id)) marked.push(entry);
      if (ids.has(id)) entry.dataset["found"] = id === current ? "current" : "";
      else delete entry.dataset["found"];
    }
    highlight(marked, open ? text : "");
  }

  /** A match inside something folded is opened. */
  async #showMatch(id: string): Promise<void> {
    await this.#show(id, false);
    const entry = this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    // Unlike the text content, the inner text leaves out what is folded away.
    // biome-ignore lint/performance/useDomNodeTextContent: that difference is what is asked for
    const visible = entry?.innerText.toLocaleLowerCase() ?? "";
    if (!entry || visible.includes(this.#find.text.trim().toLocaleLowerCase())) return;
    for (const folded of entry.querySelectorAll("details")) folded.open = true;
    setTimeout(() => this.#markFound());
  }

  #tell(text: string): void {
    this.#emit("tell", text);
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

customElements.define("vibedeck-transcript", TranscriptView);
