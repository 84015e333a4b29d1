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
import { type BoxAreaEvents, boxArea } from "./box-area.ts";
import { BoxFiles } from "./box-files.ts";
import { boxKey } from "./box-keys.ts";
import type { BoxContent, Boxes } from "./boxes.ts";
import { Completer } from "./completer.ts";
import { completionPopup, popupStyles } from "./completion-popup.ts";
import type { CompletionSource } from "./completion-source.ts";
import { fileButton } from "./file-button.ts";
import { FileDrops } from "./file-drops.ts";
import { growArea } from "./grow-area.ts";
import { KeptDraft } from "./kept-draft.ts";
import { boxStyles } from "./message-box-styles.ts";

/** What `box-send` carries. `other`: Ctrl or Cmd was held, the other way of sending is meant. */
export interface BoxSend extends BoxContent {
  readonly other: boolean;
}

/**
 * A box to write a message into: it grows, takes files, completes, and keeps what was written. Slot `foot` stands
 * beside the button. Events: `box-send` with {@link BoxSend}, `box-escape` for Escape in an empty box, `box-used` when
 * the reader begins to use it: the page putting the keyboard there by itself is no use.
 */
export class MessageBox extends LitElement {
  static override properties: PropertyDeclarations = {
    boxes: { attribute: false },
    place: { attribute: false },
    placeholder: { attribute: false },
    label: { attribute: false },
    sendLabel: { attribute: false },
    sending: { attribute: false },
    unable: { attribute: false },
    source: { attribute: false },
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
  /** Why nothing can be sent now, for people. What is sent nevertheless is up to whoever hears of it. */
  declare unable: string | undefined;
  declare source: CompletionSource | undefined;
  declare empty: boolean;
  declare dragging: boolean;
  readonly #files = new BoxFiles(() => {
    this.#draft.edited();
    this.requestUpdate();
    this.focus();
  });
  readonly #draft: KeptDraft = new KeptDraft({
    boxes: () => this.boxes,
    content: () =>
      this.#area === null ? undefined : { text: this.#area.value, files: this.#files.attached },
  });
  readonly #completer = new Completer(() => this.requestUpdate());
  readonly #drops = new FileDrops(
    (over) => {
      this.dragging = over;
    },
    (files) => void this.#take(files),
  );
  #used = false;
  readonly #coarse = matchMedia("(pointer: coarse)");

  constructor() {
    super();
    this.placeholder = "";
    this.label = "Message";
    this.sendLabel = "Send";
    this.sending = false;
    this.empty = true;
    this.dragging = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#drops.start();
    addEventListener("pagehide", this.#draft.keep);
    addEventListener("storage", this.#stored);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#draft.keep();
    this.#drops.stop();
    removeEventListener("pagehide", this.#draft.keep);
    removeEventListener("storage", this.#stored);
  }

  /** What stands in the box now. */
  get content(): BoxContent {
    return this.#draft.with({ text: this.#area?.value ?? "", files: this.#files.attached });
  }

  /** Shows what the boxes hold for this place: after it was sent, moved or put back. */
  refresh(): void {
    const { text, files, attempt } = this.boxes.read(this.place);
    this.#draft.attempted(attempt);
    this.#files.show(files);
    this.requestUpdate();
    this.#write(text, text.length);
  }

  /** What belongs to one place belongs to another now. */
  move(from: string, to: string): void {
    this.#draft.move(from, to);
  }

  /** Remembers the id under which the content is being sent, so that trying again is no second message. */
  attempted(id: string): void {
    this.#draft.attempted(id);
    this.#draft.keep();
  }

  /** Puts a text before what stands in the box. */
  put(text: string): void {
    const { value } = this.#area ?? { value: "" };
    this.#draft.edited();
    this.#write(value === "" ? text : `${text}\n\n${value}`, text.length);
    this.#draft.keep();
    this.focus();
  }

  override focus(): void {
    this.#area?.focus();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("source")) this.#completer.source = this.source;
    if ((changed.has("place") || changed.has("boxes")) && this.hasUpdated) {
      if (changed.get("boxes")?.owner === "") this.#draft.adopt(this.place);
      this.#change();
    }
  }

  override firstUpdated(): void {
    this.#change();
  }

  override updated(): void {
    this.renderRoot.querySelector(".choice[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  override render(): TemplateResult {
    const popup = this.#completer.state;
    const blocked = this.sending || (this.empty && this.#files.attached.length === 0);
    return html`
      ${popup === undefined ? nothing : completionPopup(popup, (index) => this.#pick(index))}
      <div class="box ${this.dragging ? "dragging" : ""}" @click=${this.#clicked}>
        ${attachmentChips(this.#files.attached, this.sending, (file) => this.#files.remove(file))}
        ${this.#files.refused.map((reason) => html`<p class="refused" role="alert">${reason}</p>`)}
        ${boxArea({ label: this.label, placeholder: this.placeholder, readonly: this.sending, coarse: this.#coarse.matches, popup }, this.#events)}
        <div class="foot">
          ${fileButton(this.sending, (files) => void this.#take(files))}
          <slot name="foot"></slot>
          <span class="space"></span>
          <slot name="beside"></slot>
          ${this.unable === undefined ? nothing : html`<span class="hidden-text" id="unable">${this.unable}</span>`}
          <button class="send main ${this.unable === undefined ? "" : "unable"}" aria-label=${this.sendLabel} aria-describedby=${this.unable === undefined ? nothing : "unable"}
            title=${this.unable ?? `${this.sendLabel} (Enter)`} ?disabled=${blocked} @click=${() => this.#send(false)}>
            ${this.sending ? html`<span class="spin"></span>` : icon("send")}
          </button>
        </div>
        ${this.dragging ? html`<div class="drop">Drop images or text files here</div>` : nothing}
      </div>`;
  }

  readonly #events: BoxAreaEvents = {
    typed: () => {
      this.#use();
      this.#draft.edited();
      this.#grow();
      this.#look();
    },
    key: (event) => this.#key(event),
    caret: (event) => {
      this.#use();
      const moves = ["ArrowLeft", "ArrowRight", "Home", "End"];
      if (!(event instanceof KeyboardEvent) || moves.includes(event.key)) this.#look();
    },
    pasted: (event) => {
      this.#use();
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      void this.#take(files);
    },
    focused: () => {
      this.#used = false;
    },
    left: () => this.#completer.close(),
  };

  #use(): void {
    if (this.#used) return;
    this.#used = true;
    this.#emit("box-used");
  }

  get #area(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  /** Another place: what is in the box is kept there, and what is kept here comes. */
  #change(): void {
    this.#used = false;
    this.#draft.show(this.place);
    this.#files.refused = [];
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
    growArea(area);
  }

  #look(): void {
    const area = this.#area;
    if (area !== null && area.selectionStart === area.selectionEnd)
      this.#completer.look(area.value, area.selectionStart);
  }

  #key(event: KeyboardEvent): void {
    boxKey(event, this.#completer, this.#coarse.matches, {
      pick: (index) => this.#pick(index),
      send: (other) => this.#send(other),
      escape: () => {
        if (this.empty && this.#files.attached.length === 0) this.#emit("box-escape");
        else this.#area?.blur();
      },
    });
  }

  #pick(index: number): void {
    const area = this.#area;
    if (area === null) return;
    const done = this.#completer.pick(area.value, area.selectionStart, index);
    if (done === undefined) return;
    this.#write(done.text, done.caret);
    this.#draft.edited();
    this.#look();
  }

  #send(other: boolean): void {
    const { content } = this;
    if (this.sending || (content.text.trim() === "" && content.files.length === 0)) return;
    this.#completer.close();
    this.#files.refused = [];
    this.#emit("box-send", { ...content, other } satisfies BoxSend);
  }

  async #take(files: readonly File[]): Promise<void> {
    const { place } = this;
    if (!this.sending) await this.#files.take(files, () => place === this.place);
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
