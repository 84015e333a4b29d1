import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { icon } from "../app/icons.ts";
import { base } from "../style/base.ts";
import { attachmentChips, chipStyles } from "./attachment-chips.ts";
import { type Attached, release, takeFiles } from "./attachments.ts";
import type { BoxContent, Boxes } from "./boxes.ts";
import { Completer } from "./completer.ts";
import { completionPopup, popupStyles } from "./completion-popup.ts";
import type { CompletionSource } from "./completion-source.ts";
import { FileDrops } from "./file-drops.ts";
import { boxStyles } from "./message-box-styles.ts";

/** What `box-send` carries. `other`: Ctrl or Cmd was held, the other way of sending is meant. */
export interface BoxSend extends BoxContent {
  readonly other: boolean;
}

/** Waits so many milliseconds with keeping what is typed. */
const KEEP_MS = 250;
/** Measuring longer texts at each key would be felt: the box is as high as it gets then. */
const MEASURED = 20_000;

/**
 * A box to write a message into: it grows, takes files, completes, and keeps what was written. Slot `foot` stands
 * beside the button. Events: `box-send` with {@link BoxSend}, `box-escape` for Escape in an empty box, `box-focus`.
 */
export class MessageBox extends LitElement {
  static override properties: PropertyDeclarations = {
    boxes: { attribute: false },
    place: { attribute: false },
    placeholder: { attribute: false },
    label: { attribute: false },
    sendLabel: { attribute: false },
    sending: { attribute: false },
    source: { attribute: false },
    files: { state: true },
    refused: { state: true },
    empty: { state: true },
    dragging: { state: true },
  };
  static override styles: CSSResultGroup = [base, popupStyles, chipStyles, boxStyles];

  declare boxes: Boxes;
  /** Which draft stands in the box. */
  declare place: string;
  declare placeholder: string;
  declare label: string;
  declare sendLabel: string;
  /** True while what stands in the box is on its way. */
  declare sending: boolean;
  declare source: CompletionSource | undefined;
  declare files: readonly Attached[];
  declare refused: readonly string[];
  declare empty: boolean;
  declare dragging: boolean;
  #attempt: string | undefined;
  #shown: string | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #completer = new Completer(() => this.requestUpdate());
  readonly #drops = new FileDrops(
    (over) => {
      this.dragging = over;
    },
    (files) => void this.#take(files),
  );
  readonly #coarse = matchMedia("(pointer: coarse)");

  constructor() {
    super();
    this.placeholder = "";
    this.label = "Message";
    this.sendLabel = "Send";
    this.sending = false;
    this.files = [];
    this.refused = [];
    this.empty = true;
    this.dragging = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#drops.start();
    addEventListener("pagehide", this.#keep);
    addEventListener("storage", this.#stored);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#keep();
    this.#drops.stop();
    removeEventListener("pagehide", this.#keep);
    removeEventListener("storage", this.#stored);
  }

  /** What stands in the box now. */
  get content(): BoxContent {
    return this.#content(this.#area?.value ?? "");
  }

  /** Shows what the boxes hold for this place: after it was sent, moved or put back. */
  refresh(): void {
    const { text, files, attempt } = this.boxes.read(this.place);
    this.#attempt = attempt;
    this.files = files;
    this.#write(text, text.length);
  }

  /** What belongs to one place belongs to another now. */
  move(from: string, to: string): void {
    if (this.#shown === from) {
      this.#keep();
      this.#shown = to;
    }
    this.boxes.move(from, to);
  }

  /** Remembers the id under which the content is being sent, so that trying again is no second message. */
  attempted(id: string): void {
    this.#attempt = id;
    this.#keep();
  }

  /** Puts a text before what stands in the box. */
  put(text: string): void {
    const { value } = this.#area ?? { value: "" };
    this.#edited();
    this.#write(value === "" ? text : `${text}\n\n${value}`, text.length);
    this.#keep();
    this.focus();
  }

  override focus(): void {
    this.#area?.focus();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("source")) this.#completer.source = this.source;
    if ((changed.has("place") || changed.has("boxes")) && this.hasUpdated) this.#change();
  }

  override firstUpdated(): void {
    this.#change();
  }

  override updated(): void {
    this.renderRoot.querySelector(".choice[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  override render(): TemplateResult {
    const popup = this.#completer.state;
    const blocked = this.sending || (this.empty && this.files.length === 0);
    return html`
      ${popup === undefined ? nothing : completionPopup(popup, (index) => this.#pick(index))}
      <div class="box ${this.dragging ? "dragging" : ""}" @click=${this.#clicked}>
        ${attachmentChips(this.files, this.sending, (file) => this.#removeFile(file))}
        ${this.refused.map((reason) => html`<p class="refused" role="alert">${reason}</p>`)}
        <textarea rows="1" dir="auto" aria-label=${this.label} placeholder=${this.placeholder} ?readonly=${this.sending}
          autocomplete="off" enterkeyhint=${this.#coarse.matches ? "enter" : "send"}
          role=${popup === undefined ? nothing : "combobox"} aria-expanded=${popup === undefined ? nothing : "true"}
          aria-autocomplete=${popup === undefined ? nothing : "list"} aria-controls=${popup === undefined ? nothing : "choices"}
          aria-activedescendant=${popup === undefined ? nothing : `choice-${popup.active}`}
          @input=${this.#typed} @keydown=${this.#key} @keyup=${this.#caretMoved} @click=${this.#caretMoved} @paste=${this.#pasted}
          @focus=${() => this.#emit("box-focus")} @blur=${() => this.#completer.close()}></textarea>
        <div class="foot">
          <button class="icon" aria-label="Attach files" title="Attach images or text files" ?disabled=${this.sending} @click=${this.#choose}>${icon("attach")}</button>
          <input type="file" multiple hidden @change=${this.#chosen} />
          <slot name="foot"></slot>
          <span class="space"></span>
          <slot name="beside"></slot>
          <button class="send main" aria-label=${this.sendLabel} title=${`${this.sendLabel} (Enter)`} ?disabled=${blocked} @click=${() => this.#send(false)}>
            ${this.sending ? html`<span class="spin"></span>` : icon("send")}
          </button>
        </div>
        ${this.dragging ? html`<div class="drop">Drop images or text files here</div>` : nothing}
      </div>`;
  }

  get #area(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  /** Another place: what is in the box is kept there, and what is kept here comes. */
  #change(): void {
    if (this.#shown !== undefined && this.#shown !== this.place) this.#keep();
    this.#shown = this.place;
    this.refused = [];
    this.#completer.close();
    void this.updateComplete.then(() => this.refresh());
  }

  #write(text: string, caret: number): void {
    const area = this.#area;
    if (area === null) return;
    area.value = text;
    area.setSelectionRange(caret, caret);
    this.#grow();
  }

  #grow(): void {
    const area = this.#area;
    if (area === null) return;
    this.empty = area.value.trim() === "";
    // What stands above the box must not move while it is measured.
    const around = area.parentElement;
    if (around !== null) around.style.minHeight = `${around.offsetHeight}px`;
    area.style.height = "auto";
    area.style.height = area.value.length > MEASURED ? "40dvh" : `${area.scrollHeight}px`;
    around?.style.removeProperty("min-height");
  }

  /** What stands in the box is no longer what was tried to be sent. */
  #edited(): void {
    this.#attempt = undefined;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(this.#keep, KEEP_MS);
  }

  readonly #keep = (): void => {
    clearTimeout(this.#keepTimer);
    const text = this.#area?.value;
    if (text !== undefined && this.#shown !== undefined) this.boxes.write(this.#shown, this.#content(text));
  };

  #content(text: string): BoxContent {
    const { files } = this;
    return this.#attempt === undefined ? { text, files } : { text, files, attempt: this.#attempt };
  }

  readonly #typed = (): void => {
    this.#edited();
    this.#grow();
    this.#look();
  };

  #look(): void {
    const area = this.#area;
    if (area !== null && area.selectionStart === area.selectionEnd)
      this.#completer.look(area.value, area.selectionStart);
  }

  readonly #caretMoved = (event: Event): void => {
    const moves = ["ArrowLeft", "ArrowRight", "Home", "End"];
    if (!(event instanceof KeyboardEvent) || moves.includes(event.key)) this.#look();
  };

  readonly #key = (event: KeyboardEvent): void => {
    // Keys of an input method belong to it; some browsers say so only by the code 229.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#popupKey(event)) event.preventDefault();
    else if (event.key === "Enter" && this.#sends(event)) {
      event.preventDefault();
      this.#send(event.ctrlKey || event.metaKey);
    } else if (event.key === "Escape") {
      if (this.empty && this.files.length === 0) this.#emit("box-escape");
      else this.#area?.blur();
    } else return;
    event.stopPropagation();
  };

  /** Where fingers type, Enter makes a line and the button sends. */
  #sends(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey) return true;
    return !event.shiftKey && !event.altKey && !this.#coarse.matches;
  }

  #popupKey(event: KeyboardEvent): boolean {
    const popup = this.#completer.state;
    if (popup === undefined) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      this.#completer.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") this.#completer.dismiss();
    else if (event.key === "Tab" && !event.shiftKey) this.#pick(popup.active);
    else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      if (this.#completer.whole) return false;
      this.#pick(popup.active);
    } else return false;
    return true;
  }

  #pick(index: number): void {
    const area = this.#area;
    if (area === null) return;
    const done = this.#completer.pick(area.value, area.selectionStart, index);
    if (done === undefined) return;
    this.#write(done.text, done.caret);
    this.#edited();
    this.#look();
  }

  #send(other: boolean): void {
    const text = this.#area?.value ?? "";
    if (this.sending || (text.trim() === "" && this.files.length === 0)) return;
    this.#completer.close();
    this.refused = [];
    this.#emit("box-send", { ...this.#content(text), other } satisfies BoxSend);
  }

  readonly #pasted = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void this.#take(files);
  };

  readonly #choose = (): void => {
    this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")?.click();
  };

  readonly #chosen = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    void this.#take([...(event.target.files ?? [])]);
    event.target.value = "";
  };

  async #take(files: readonly File[]): Promise<void> {
    if (this.sending) return;
    const { place } = this;
    const { attached, refused } = await takeFiles(files, this.files.length);
    if (place !== this.place) return release(attached);
    this.files = [...this.files, ...attached];
    this.refused = refused;
    this.#edited();
    this.focus();
  }

  #removeFile(file: Attached): void {
    release([file]);
    this.files = this.files.filter((other) => other !== file);
    this.refused = [];
    this.#edited();
    this.focus();
  }

  /** Another tab sent or changed the draft; a box that is being written in has its own mind. */
  readonly #stored = (event: StorageEvent): void => {
    const focused = this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement !== null;
    if (event.key === this.boxes.nameOf(this.place) && !focused && !this.sending) this.refresh();
  };

  readonly #clicked = (event: Event): void => {
    if (event.target === event.currentTarget) this.focus();
  };

  #emit(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("vibedeck-message-box", MessageBox);
