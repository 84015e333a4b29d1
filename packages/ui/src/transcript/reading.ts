import {
  type DeckEvent,
  type Message,
  type MessagePage,
  type MessageQuery,
  parseCursor,
} from "@vibedeck/core";
import type { ApiError } from "../app/api.ts";
import { asApiError } from "../app/deck-store.ts";
import { messageOffset } from "./chunks.ts";
import { DomWindow } from "./dom-window.ts";
import { messageAt, neighbourPrompt } from "./prompts.ts";
import { Scroller } from "./scroller.ts";
import { TranscriptWindow, type WindowState } from "./window.ts";

/** Where reading can begin. */
export type Place = "end" | "start" | { readonly around: string };

/** What {@link Reading} needs of the element that shows the messages. */
export interface ReadingHost {
  readonly root: ParentNode;
  read(key: string, query: MessageQuery): Promise<MessagePage>;
  /** Renders; settles when the DOM is up to date. */
  update(): Promise<unknown>;
  /** Says something to the reader. */
  tell(text: string): void;
}

/** Pages read in search of a prompt before giving up. */
const PROMPT_PAGES = 10;

/** The reader's way through one session: what is loaded, what is in the DOM, where the view stands. */
export class Reading {
  readonly dom: DomWindow = new DomWindow();
  readonly #host: ReadingHost;
  #window: TranscriptWindow | undefined;
  #scroller: Scroller | undefined;
  #loaded = false;
  #error: ApiError | undefined;
  #olderFailed = false;
  #unread = 0;
  #lastPrompt: string | undefined;
  #wasFollowing: boolean | undefined;
  /** Whether the end is not followed only because something long came there. */
  #begun = false;

  constructor(host: ReadingHost) {
    this.#host = host;
  }

  /** `undefined` until the first page is here. */
  get state(): WindowState | undefined {
    return this.#loaded ? this.#window?.state : undefined;
  }

  get window(): TranscriptWindow | undefined {
    return this.#window;
  }

  /** Why nothing can be shown. */
  get error(): ApiError | undefined {
    return this.#error;
  }

  get olderFailed(): boolean {
    return this.#olderFailed;
  }

  /** Messages that came while the reader was not at the end; `undefined` while the end is followed. */
  get behind(): number | undefined {
    const { state } = this;
    if (state === undefined || this.#scroller === undefined) return undefined;
    return this.#scroller.following && state.atEnd ? undefined : this.#unread + state.missed;
  }

  /** The id of the first message in view. */
  get inView(): string | undefined {
    return this.#scroller?.anchorId;
  }

  /** Opens a session. Resolves to true when its first page is shown and nothing else was opened meanwhile. */
  async open(key: string, at: Place): Promise<boolean> {
    const window = new TranscriptWindow((query) => this.#host.read(key, query));
    this.#window = window;
    this.#loaded = false;
    this.#begun = false;
    this.#error = undefined;
    this.#lastPrompt = undefined;
    await this.jump(at);
    return this.#window === window && this.#loaded;
  }

  /** Starts anew elsewhere: nothing of the place before is kept. */
  async jump(to: Place): Promise<void> {
    const window = this.#window;
    try {
      await window?.jump(to);
      if (window !== this.#window) return;
      this.dom.clear();
      this.#loaded = true;
      this.#unread = 0;
      this.#olderFailed = false;
    } catch (error) {
      if (window !== this.#window) return;
      if (this.#loaded) this.#host.tell(asApiError(error).message);
      else this.#error = asApiError(error);
    }
    this.#dropScroller();
    await this.#host.update();
    const first = this.state?.messages[0];
    if (to === "end") this.#scroller?.toEnd();
    else if (to === "start" && first !== undefined) await this.show(first.id);
    else if (to !== "start") await this.#flash(to.around);
  }

  /** Shows the entry at a cursor, from what is loaded when that is possible. */
  async toCursor(cursor: string): Promise<void> {
    const offset = parseCursor(cursor)?.offset ?? 0;
    const { messages = [], atEnd = false } = this.state ?? {};
    const [first, last] = [messages[0], messages.at(-1)];
    const inside =
      first && last && messageOffset(first) <= offset && (atEnd || offset <= messageOffset(last));
    await (inside ? this.#flash(cursor) : this.jump({ around: cursor }));
  }

  async toEnd(): Promise<void> {
    this.#unread = 0;
    if (!this.state?.atEnd) return this.jump("end");
    this.dom.centre = undefined;
    await this.#host.update();
    this.#scroller?.toEnd();
  }

  async toStart(): Promise<void> {
    const first = this.state?.messages[0];
    await (this.state?.atStart && first !== undefined ? this.show(first.id) : this.jump("start"));
  }

  /** Goes to the prompt before or after what is in view, reading more pages when there is none. */
  async toPrompt(step: 1 | -1): Promise<void> {
    const from = this.#standsAtPrompt() ? this.#lastPrompt : this.inView;
    const inside = from !== this.#lastPrompt;
    for (let page = 0; page < PROMPT_PAGES; page += 1) {
      const prompt = neighbourPrompt(this.state?.messages ?? [], from, step, inside);
      if (prompt !== undefined) {
        this.#lastPrompt = prompt.id;
        return this.show(prompt.id, true);
      }
      const more = step === -1 ? this.#window?.older(500) : this.#window?.newer(500);
      if (!(await more?.catch(() => 0))) break;
    }
    if (step === 1) await this.toEnd();
    else this.#host.tell("There is no earlier prompt.");
  }

  /** Brings a message into the DOM and into view. */
  async show(id: string, flash = false): Promise<void> {
    const chunk = this.state?.chunks.find(({ messages }) => messages.some((message) => message.id === id));
    if (chunk === undefined) return;
    if (this.#scroller !== undefined) this.#scroller.following = false;
    this.dom.centre = chunk.start;
    await this.#host.update();
    const entry = this.entry(id);
    if (entry === null) return;
    const run = entry.closest<HTMLDetailsElement>("details.run");
    if (run !== null) run.open = true;
    this.#scroller?.show(entry);
    if (!flash) return;
    entry.classList.add("flash");
    entry.addEventListener("animationend", () => entry.classList.remove("flash"), { once: true });
  }

  /** Brings a place in a message that is high itself into view. */
  reveal(place: Range | undefined): void {
    if (place !== undefined) this.#scroller?.reveal(place);
  }

  /** Something came at the end that is followed and does not fit into the view: its beginning is shown. */
  begin(element: HTMLElement): void {
    const view = this.#host.root.querySelector(".view.scroll");
    if (view === null || !this.#scroller?.following || !this.state?.atEnd) return;
    if (element.getBoundingClientRect().top >= view.getBoundingClientRect().top) return;
    this.#scroller.show(element);
    this.#begun = true;
  }

  /** What was begun is done with: the end is followed again. What comes now is not the reader's own doing. */
  goOn(): void {
    if (this.#begun || this.#scroller?.following) void this.toEnd();
    this.#begun = false;
  }

  /** Scrolls by a share of the view. */
  page(share: number): void {
    this.#scroller?.page(share);
  }

  /** The element of a message, when it is in the DOM. */
  entry(id: string): HTMLElement | null {
    return this.#host.root.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  }

  /** Takes live messages. */
  live(event: DeckEvent & { readonly type: "messages" }): void {
    const window = this.#window;
    if (window === undefined || !this.#loaded) return;
    const before = window.state.messages.length;
    const outcome = window.live(event);
    const fresh = Math.max(0, window.state.messages.length - before);
    if (outcome === "taken" && !this.#scroller?.following) this.#unread += fresh;
    if (outcome === "gap") void this.catchUp();
    void this.#host.update();
  }

  /** Reads what was missed. */
  async catchUp(): Promise<void> {
    await this.#window?.catchUp().catch(() => undefined);
    await this.#host.update();
  }

  async older(limit?: number): Promise<number> {
    const window = this.#window;
    const fresh = await window?.older(limit).catch(() => undefined);
    if (window === this.#window) this.#olderFailed = fresh === undefined;
    await this.#host.update();
    return fresh ?? 0;
  }

  async newer(): Promise<void> {
    await this.#window?.newer().catch(() => undefined);
    await this.#host.update();
  }

  /** Puts unclipped fragments in the place of clipped ones. */
  replace(messages: readonly Message[]): void {
    this.#window?.replace(messages);
    void this.#host.update();
  }

  /** Before the DOM changes: remembers heights and what is in view. */
  beforeUpdate(): void {
    this.dom.measure(this.#host.root.querySelectorAll<HTMLElement>("section.measured"));
    this.#scroller?.capture();
  }

  /** After the DOM changed: puts what was in view back into its place. */
  afterUpdate(): void {
    const view = this.#host.root.querySelector<HTMLElement>(".view.scroll");
    const content = view?.querySelector<HTMLElement>(".messages");
    if (view && content && this.#scroller === undefined) {
      const atEnd = (): boolean => this.state?.atEnd ?? false;
      const moved = (): void => this.#moved();
      const widened = (): void => {
        this.dom.forgetHeights();
        void this.#host.update();
      };
      this.#scroller = new Scroller(view, content, { atEnd, moved, widened });
    }
    this.dom.measure(this.#host.root.querySelectorAll<HTMLElement>("section:not(.measured)"));
    this.#scroller?.settle();
  }

  stop(): void {
    this.#dropScroller();
  }

  /** Whether the prompt that was gone to is still where it was put: short messages above it are in view then, too. */
  #standsAtPrompt(): boolean {
    const view = this.#host.root.querySelector(".view.scroll");
    const entry = this.entry(this.#lastPrompt ?? "");
    if (view === null || entry === null) return false;
    const top = entry.getBoundingClientRect().top - view.getBoundingClientRect().top;
    return top >= -1 && top <= 100;
  }

  async #flash(cursor: string): Promise<void> {
    const target = messageAt(this.state?.messages ?? [], parseCursor(cursor)?.offset ?? 0, messageOffset);
    if (target !== undefined) await this.show(target.id, true);
  }

  #moved(): void {
    const following = this.#scroller?.following;
    if (following && this.state?.atEnd) this.#unread = 0;
    const chunk = this.entry(this.inView ?? "")?.closest<HTMLElement>("[data-chunk]")?.dataset["chunk"];
    const centre = chunk === undefined ? this.dom.centre : Number(chunk);
    const changed = centre !== this.dom.centre || following !== this.#wasFollowing;
    this.dom.centre = centre;
    this.#wasFollowing = following;
    if (changed) void this.#host.update();
  }

  #dropScroller(): void {
    this.#scroller?.disconnect();
    this.#scroller = undefined;
  }
}
