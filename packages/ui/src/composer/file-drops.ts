/** Files dropped anywhere on the page: one beside the box would replace the page. */
export class FileDrops {
  readonly #hover: (over: boolean) => void;
  readonly #take: (files: readonly File[]) => void;

  /** @param hover Told whether files are held over the page. */
  constructor(hover: (over: boolean) => void, take: (files: readonly File[]) => void) {
    this.#hover = hover;
    this.#take = take;
  }

  start(): void {
    addEventListener("dragover", this.#over);
    addEventListener("dragleave", this.#left);
    addEventListener("drop", this.#dropped);
  }

  stop(): void {
    removeEventListener("dragover", this.#over);
    removeEventListener("dragleave", this.#left);
    removeEventListener("drop", this.#dropped);
  }

  readonly #over = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.#hover(true);
  };

  readonly #left = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.#hover(false);
  };

  readonly #dropped = (event: DragEvent): void => {
    this.#hover(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.#take(files);
  };
}
