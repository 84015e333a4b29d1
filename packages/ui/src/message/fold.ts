import { nothing } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { type ChildPart, type DirectiveResult, directive } from "lit/directive.js";

class FoldedDirective extends AsyncDirective {
  #details: HTMLDetailsElement | undefined;
  #body: (() => unknown) | undefined;
  #opened = false;

  override render(_open: boolean, _body: () => unknown): unknown {
    return nothing;
  }

  override update(part: ChildPart, [open, body]: [boolean, () => unknown]): unknown {
    this.#body = body;
    if (this.#details === undefined && part.parentNode instanceof Element) {
      this.#details = part.parentNode.closest("details") ?? undefined;
      this.#listen();
    }
    this.#opened ||= open || (this.#details?.open ?? false);
    return this.#opened ? body() : nothing;
  }

  protected override disconnected(): void {
    this.#details?.removeEventListener("toggle", this.#toggled);
  }

  protected override reconnected(): void {
    this.#listen();
    this.#toggled();
  }

  #listen(): void {
    this.#details?.addEventListener("toggle", this.#toggled);
  }

  readonly #toggled = (): void => {
    if (this.#opened || !this.#details?.open) return;
    this.#opened = true;
    this.setValue(this.#body?.());
  };
}

/** The inside of a `details` element, which is not rendered before it is opened for the first time. */
export const folded: (open: boolean, body: () => unknown) => DirectiveResult = directive(FoldedDirective);
