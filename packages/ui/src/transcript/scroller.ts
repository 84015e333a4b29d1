/** What the scroller tells its owner. */
export interface ScrollerHost {
  /** Whether the last message in the view is the last of the file: only then can the end be followed. */
  atEnd(): boolean;
  /** The reader moved, or began or stopped following. */
  moved(): void;
  /** The width became another, and with it all heights. */
  widened(): void;
}

/** So near the end, in CSS pixels, the reader counts as being there. */
const NEAR = 32;
/** A change of height so soon after a click or a key is the reader's own doing, in milliseconds. */
const OWN_DOING = 500;
/** Heights are measured anew so long after the last change of the width, in milliseconds. */
const WIDENED = 200;

interface Anchor {
  readonly element: Element;
  readonly id: string;
  readonly top: number;
}

/**
 * Keeps what the reader looks at where it is, whatever is put in, measured or taken out above it; and keeps the end
 * in view while the reader follows it. Scrolling up ends following, scrolling to the end begins it.
 */
export class Scroller {
  following = true;
  readonly #host: ScrollerHost;
  readonly #view: HTMLElement;
  readonly #resized: ResizeObserver;
  #anchor: Anchor | undefined;
  #lastTop = 0;
  #lastHeight = 0;
  #width: number;
  #widening: ReturnType<typeof setTimeout> | undefined;
  #touchedAt = Number.NEGATIVE_INFINITY;

  constructor(view: HTMLElement, content: HTMLElement, host: ScrollerHost) {
    this.#view = view;
    this.#host = host;
    this.#width = view.clientWidth;
    this.#resized = new ResizeObserver(() => this.#sized());
    this.#resized.observe(content);
    this.#resized.observe(view);
    view.addEventListener("scroll", this.#scrolled, { passive: true });
    view.addEventListener("pointerdown", this.#touched, { passive: true });
    view.addEventListener("keydown", this.#touched, { passive: true });
  }

  /** The id of the first message in view. */
  get anchorId(): string | undefined {
    return this.#anchor?.id;
  }

  disconnect(): void {
    this.#resized.disconnect();
    clearTimeout(this.#widening);
    this.#view.removeEventListener("scroll", this.#scrolled);
    this.#view.removeEventListener("pointerdown", this.#touched);
    this.#view.removeEventListener("keydown", this.#touched);
  }

  /** Remembers what is in view now. */
  capture(): void {
    const entry = this.#firstInView();
    this.#anchor = entry && { element: entry, id: idOf(entry), top: this.#topOf(entry) };
  }

  /** After a change: the end when following, else what was captured goes back to its place. */
  settle(): void {
    const followsNow = this.following && this.#host.atEnd();
    if (followsNow && performance.now() - this.#touchedAt > OWN_DOING) this.#set(this.#view.scrollHeight);
    else this.#restore();
  }

  /** Follows the end from now on. */
  toEnd(): void {
    this.following = true;
    this.#touchedAt = Number.NEGATIVE_INFINITY;
    this.#set(this.#view.scrollHeight);
    this.#host.moved();
  }

  /** Brings a message to the upper part of the view and holds it there. */
  show(entry: HTMLElement): void {
    this.following = false;
    this.#set(this.#view.scrollTop + this.#topOf(entry) - this.#margin);
    this.#anchor = { element: entry, id: entry.dataset["id"] ?? "", top: this.#topOf(entry) };
    this.#host.moved();
  }

  /** Scrolls on to a place that is out of view. */
  reveal(place: Range): void {
    const { top, bottom } = place.getBoundingClientRect();
    const view = this.#view.getBoundingClientRect();
    if (top >= view.top + this.#margin && bottom <= view.bottom) return;
    this.#set(this.#view.scrollTop + top - view.top - 2 * this.#margin);
    this.capture();
    this.#host.moved();
  }

  get #margin(): number {
    return Math.min(96, this.#view.clientHeight / 6);
  }

  /** Scrolls by a share of the view. */
  page(share: number): void {
    this.#view.scrollBy({ top: this.#view.clientHeight * share });
  }

  #sized(): void {
    if (this.#view.clientWidth !== this.#width) {
      this.#width = this.#view.clientWidth;
      clearTimeout(this.#widening);
      this.#widening = setTimeout(() => this.#host.widened(), WIDENED);
    }
    this.settle();
  }

  #restore(): void {
    const anchor = this.#anchor;
    const element = anchor?.element.isConnected ? laidOut(anchor.element) : this.#find(anchor?.id ?? "");
    if (anchor === undefined || element === null) {
      this.capture();
      return;
    }
    const { id, top } = anchor;
    const moved = this.#topOf(element) - top;
    if (Math.abs(moved) >= 1) this.#set(this.#view.scrollTop + moved);
    this.#anchor = { element, id, top: this.#topOf(element) };
  }

  #find(id: string): Element | null {
    const entry = this.#view.querySelector(`[data-id="${CSS.escape(id)}"]`);
    return entry && laidOut(entry);
  }

  #set(top: number): void {
    this.#view.scrollTop = top;
    this.#lastTop = this.#view.scrollTop;
    this.#lastHeight = this.#view.clientHeight;
  }

  readonly #touched = (): void => {
    this.#touchedAt = performance.now();
  };

  readonly #scrolled = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.#view;
    const left = scrollHeight - scrollTop - clientHeight;
    if (left <= NEAR && this.#host.atEnd()) this.following = true;
    // A view that became lower or higher is moved by the browser, not by the reader.
    else if (scrollTop < this.#lastTop - 1 && clientHeight === this.#lastHeight) this.following = false;
    this.#lastTop = scrollTop;
    this.#lastHeight = clientHeight;
    this.capture();
    this.#host.moved();
  };

  #topOf(element: Element): number {
    return element.getBoundingClientRect().top - this.#view.getBoundingClientRect().top;
  }

  /** Sections, the entries in one, and those in an open run, stand one below the other: binary searches. */
  #firstInView(): HTMLElement | undefined {
    const top = this.#view.getBoundingClientRect().top + 1;
    const sections = [...this.#view.querySelectorAll<HTMLElement>("[data-chunk]")];
    const section = firstBelow(sections, top);
    const item = section && firstBelow(stacked(section), top);
    if (!(item instanceof HTMLDetailsElement) || !item.open) return item;
    return firstBelow(stacked(item), top) ?? item;
  }
}

/** Entries and runs of folded entries. */
function stacked(parent: HTMLElement): readonly HTMLElement[] {
  return [...parent.querySelectorAll<HTMLElement>(":scope > :is([data-id], .run)")];
}

/** The id of an entry, of a run that of its first. */
function idOf(item: HTMLElement): string {
  return item.dataset["id"] ?? item.querySelector<HTMLElement>("[data-id]")?.dataset["id"] ?? "";
}

/** The element itself, or the closed run that hides it. */
function laidOut(element: Element): Element {
  return element.closest(".run:not([open])") ?? element;
}

/** The first of stacked elements that ends below a line. */
function firstBelow(elements: readonly HTMLElement[], line: number): HTMLElement | undefined {
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const bottom = elements[middle]?.getBoundingClientRect().bottom ?? 0;
    if (bottom > line) high = middle;
    else low = middle + 1;
  }
  return elements[low];
}
