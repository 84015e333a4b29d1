/** Brings the keyboard to the locked page, and back to where it was when the page opens again. */
export class LockFocus {
  #locked = false;
  #before: HTMLElement | undefined;

  /** Before the page changes: what is locked now loses the keyboard. */
  note(locked: boolean): void {
    if (locked && !this.#locked) this.#before = focused();
  }

  /** After the page changed. */
  follow(locked: boolean, root: ParentNode): void {
    if (locked === this.#locked) return;
    this.#locked = locked;
    if (locked) root.querySelector<HTMLElement>(".locked a, .locked button")?.focus();
    else this.#before?.focus({ preventScroll: true });
  }
}

/** The element that has the keyboard, in whatever shadow it is. */
function focused(): HTMLElement | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement && element !== document.body ? element : undefined;
}
