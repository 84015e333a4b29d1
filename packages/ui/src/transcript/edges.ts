/** How far from the view, in CSS pixels, the next page is asked for. */
const AHEAD = 1500;

/** Tells when the reader comes near the first or last message that is loaded. */
export class Edges {
  readonly #near: (edge: "top" | "bottom") => void;
  #observer: IntersectionObserver | undefined;

  constructor(near: (edge: "top" | "bottom") => void) {
    this.#near = near;
  }

  /** Watches the edges anew: after a page came in, an edge that is still near is told again. */
  watch(view: Element): void {
    this.stop();
    const observer = new IntersectionObserver((entries) => this.#met(entries), {
      root: view,
      rootMargin: `${AHEAD}px 0px`,
    });
    for (const edge of view.querySelectorAll(".edge")) observer.observe(edge);
    this.#observer = observer;
  }

  stop(): void {
    this.#observer?.disconnect();
  }

  #met(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) this.#near(target.classList.contains("top") ? "top" : "bottom");
    }
  }
}
