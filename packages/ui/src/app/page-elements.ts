import type { LitElement } from "lit";
import type { AdminPage } from "../admin/admin-page.ts";
import type { Composer } from "../composer/composer.ts";
import type { SessionList } from "../list/session-list.ts";
import type { SessionHead } from "../session/session-head.ts";
import type { TranscriptView } from "../transcript/transcript-view.ts";

/** The parts of the page that keys, buttons and events act on, where they are there and their code has come. */
export class PageElements {
  readonly #app: LitElement;

  constructor(app: LitElement) {
    this.#app = app;
  }

  get list(): SessionList | null {
    return this.#find<SessionList>("vibedeck-session-list");
  }

  get head(): SessionHead | null {
    return this.#find<SessionHead>("vibedeck-session-head:defined");
  }

  get transcript(): TranscriptView | null {
    return this.#find<TranscriptView>("vibedeck-transcript:defined");
  }

  get composer(): Composer | null {
    return this.#find<Composer>("vibedeck-composer:defined");
  }

  get dialogOpen(): boolean {
    const dialog = this.#find("[data-dialog]")?.shadowRoot;
    return Boolean(dialog?.querySelector("dialog[open]"));
  }

  /** Closes what stands above the page, and asks nothing more. */
  closeDialogs(): void {
    for (const dialog of this.#app.renderRoot.querySelectorAll("[data-dialog]")) dialog.remove();
    this.#find<AdminPage>("vibedeck-admin:defined")?.cancel();
  }

  #find<Part extends Element>(selector: string): Part | null {
    return this.#app.renderRoot.querySelector<Part>(selector);
  }
}
