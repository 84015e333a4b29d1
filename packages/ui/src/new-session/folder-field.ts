import type { FolderEntry } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import { popupStyles } from "../composer/completion-popup.ts";
import { base } from "../style/base.ts";
import { folderFieldStyles } from "./folder-field-styles.ts";
import { type FolderChoice, folderChoices, folderToList } from "./folder-suggestions.ts";
import type { RecentFolder } from "./recent-folders.ts";

const MAX_CHOICES = 40;
const DEBOUNCE_MS = 100;

/** The folder to work in: typed, completed, or one of the recent ones. Events: `folder` with the path, `done` when it is chosen. */
export class FolderField extends LitElement {
  static override properties: PropertyDeclarations = {
    value: { attribute: false },
    recent: { attribute: false },
    list: { attribute: false },
    invalid: { attribute: false },
    hint: { attribute: false },
    empty: { attribute: false },
    choices: { state: true },
    active: { state: true },
    open: { state: true },
    nothing: { state: true },
  };
  static override styles: CSSResultGroup = [base, popupStyles, folderFieldStyles];

  declare value: string;
  declare recent: readonly RecentFolder[];
  /** Names in a folder. */
  declare list: (path: string) => Promise<readonly FolderEntry[]>;
  declare invalid: boolean;
  /** A path as it may be typed. */
  declare hint: string;
  /** What is said while no folders can be offered; `undefined`: nothing. */
  declare empty: string | undefined;
  declare choices: readonly FolderChoice[];
  declare active: number;
  declare open: boolean;
  /** The place that was asked told of no folders. */
  declare nothing: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor() {
    super();
    this.value = "";
    this.recent = [];
    this.list = async () => [];
    this.invalid = false;
    this.hint = "/path/to/project";
    this.nothing = false;
    this.choices = [];
    this.active = -1;
    this.open = false;
  }

  override focus(): void {
    this.renderRoot.querySelector("input")?.select();
    this.renderRoot.querySelector("input")?.focus();
  }

  override updated(): void {
    this.renderRoot.querySelector(".choice[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  override render(): TemplateResult {
    const open = this.open && this.choices.length > 0;
    return html`
      <label for="folder">Folder</label>
      <input id="folder" type="text" role="combobox" aria-autocomplete="list" aria-expanded=${open} aria-controls="folders"
        aria-activedescendant=${open && this.active >= 0 ? `folder-${this.active}` : nothing} aria-invalid=${this.invalid} aria-describedby="empty"
        autocomplete="off" autocapitalize="off" spellcheck="false" placeholder=${this.hint} .value=${this.value}
        @input=${this.#typed} @keydown=${this.#key} @focus=${() => this.#look(-1)} @click=${() => this.#look(-1)} @blur=${() => this.#close()} />
      <p id="empty" class="empty" role="status">${this.nothing ? this.empty : nothing}</p>
      <div class="popup scroll" id="folders" role="listbox" aria-label="Folders" ?hidden=${!open}>
        ${this.choices.map((choice, index) => this.#choice(choice, index))}
      </div>`;
  }

  #choice({ label, hint }: FolderChoice, index: number): TemplateResult {
    return html`<div id=${`folder-${index}`} class="choice" role="option" aria-selected=${index === this.active}
      @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.#pick(index)}>
      <span class="name ${hint === undefined ? "folder" : ""}"><bdi>${label}</bdi></span>
      ${hint === undefined ? nothing : html`<span class="hint"><bdi>${hint}</bdi></span>`}
    </div>`;
  }

  /** @param active The choice that is active when they come. */
  #look(active: number): void {
    clearTimeout(this.#timer);
    this.open = true;
    this.#show([], active);
    const folder = folderToList(this.value);
    if (folder === undefined) this.nothing = false;
    if (folder === undefined) return;
    this.#timer = setTimeout(() => void this.#ask(folder, active), DEBOUNCE_MS);
  }

  async #ask(folder: string, active: number): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const entries = await this.list(folder).catch((): readonly FolderEntry[] => []);
    if (asked !== this.#asked || !this.open) return;
    this.nothing = entries.length === 0;
    this.#show(entries, active);
  }

  #show(entries: readonly FolderEntry[], active: number): void {
    // With nothing typed by hand all recent ones are worth a look.
    const typed = active < 0 && entries.length === 0 ? "" : this.value;
    this.choices = folderChoices(typed, this.recent, entries, MAX_CHOICES);
    this.active = Math.min(active, this.choices.length - 1);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.open = false;
  }

  readonly #typed = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.#set(event.target.value);
    this.#look(0);
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const open = this.open && this.choices.length > 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (open) this.#move(event.key === "ArrowDown" ? 1 : -1);
      else this.#look(-1);
    } else if (event.key === "Escape" && open) this.#close();
    else if (event.key === "Tab" && !event.shiftKey && open && this.active >= 0) this.#pick(this.active);
    else if (event.key === "Enter") this.#enter(open);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #enter(open: boolean): void {
    if (open && this.active >= 0) this.#pick(this.active);
    else if (this.value.trim() !== "") this.#done();
  }

  #move(step: 1 | -1): void {
    const { length } = this.choices;
    this.active = this.active < 0 ? (step > 0 ? 0 : length - 1) : (this.active + step + length) % length;
  }

  #pick(index: number): void {
    const choice = this.choices[index];
    if (choice === undefined) return;
    this.#set(choice.path);
    if (choice.more) this.#look(-1);
    else this.#done();
  }

  #done(): void {
    this.#close();
    this.dispatchEvent(new CustomEvent("done"));
  }

  #set(value: string): void {
    this.value = value;
    this.dispatchEvent(new CustomEvent("folder", { detail: value }));
  }
}

customElements.define("vibedeck-folder-field", FolderField);
