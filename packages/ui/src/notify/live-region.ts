/** Said again after so long, in milliseconds, it is read again. */
const CLEAR_MS = 5000;

/** Words for screen readers, spoken when they have time. It stands in the page itself: what is hidden is not read. */
export class LiveRegion {
  readonly #element: HTMLElement = document.createElement("div");
  #timer: ReturnType<typeof setTimeout> | undefined;

  start(): void {
    const { style } = this.#element;
    this.#element.setAttribute("role", "status");
    Object.assign(style, {
      position: "absolute",
      width: "1px",
      height: "1px",
      overflow: "hidden",
      clipPath: "inset(50%)",
    });
    document.body.append(this.#element);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#element.remove();
  }

  say(text: string): void {
    this.#element.textContent = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#element.textContent = "";
    }, CLEAR_MS);
  }
}
