import type { Owner, Place } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type ApiError, asApiError, type Http } from "../app/http.ts";
import { icon } from "../app/icons.ts";
import { dialogStyles } from "../dialog/dialog-styles.ts";
import { base } from "../style/base.ts";
import { adminStyles } from "./admin-styles.ts";
import { confirmDialog } from "./confirm-dialog.ts";
import { CpuUse } from "./cpu-use.ts";
import { sandboxColumns, sandboxRow } from "./sandbox-row.ts";
import { sandboxStyles } from "./sandbox-styles.ts";
import { countWords, stopQuestion } from "./sandbox-words.ts";
import { type BackendSandboxes, SandboxesApi } from "./sandboxes-api.ts";
import { VisiblePoll } from "./visible-poll.ts";

/** Between two readings, in milliseconds. */
const EVERY_MS = 5000;

/** A sandbox that waits for a yes, or for the server. */
interface Chosen {
  readonly backend: string;
  readonly place: Place;
}

/** The sandboxes of all users, for admins; nothing where the server keeps none. Event: `tell` with a sentence for the reader. */
export class Sandboxes extends LitElement {
  static override properties: PropertyDeclarations = {
    http: { attribute: false },
    names: { attribute: false },
    backends: { state: true },
    error: { state: true },
    failed: { state: true },
    asked: { state: true },
    busy: { state: true },
  };
  static override styles: CSSResultGroup = [base, dialogStyles, adminStyles, sandboxStyles];

  declare http: Http;
  /** What people call users, by their ids. */
  declare names: ReadonlyMap<Owner, string>;
  declare backends: readonly BackendSandboxes[];
  /** Why they could not be read; those read before stand. */
  declare error: ApiError | undefined;
  /** Why one could not be stopped, until the reader has seen it. */
  declare failed: ApiError | undefined;
  declare asked: Chosen | undefined;
  declare busy: Chosen | undefined;
  readonly #cpu = new CpuUse();
  readonly #poll = new VisiblePoll((signal) => this.#read(signal), EVERY_MS);
  #now = Date.now();

  constructor() {
    super();
    this.names = new Map();
    this.backends = [];
  }

  /** Asks no more: the page is being hidden. */
  cancel(): void {
    this.asked = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#poll.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#poll.stop();
  }

  protected override update(changed: PropertyValues): void {
    const held = this.shadowRoot?.activeElement?.closest<HTMLElement>("[data-place]")?.dataset["place"];
    super.update(changed);
    if (held !== undefined && this.shadowRoot?.activeElement === null) this.#focusRow(held);
  }

  override updated(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog !== null && !dialog.open) dialog.showModal();
  }

  override render(): TemplateResult | typeof nothing {
    const { backends, asked, error, failed } = this;
    if (backends.length === 0 && error === undefined) return nothing;
    return html`<section aria-labelledby="sandboxes">
      <h2 id="sandboxes" tabindex="-1">Sandboxes</h2>
      ${error === undefined ? nothing : failure(error, html`<button class="framed" @click=${() => void this.#poll.now()}>Try again</button>`)}
      ${failed === undefined ? nothing : failure(failed, this.#dismiss())}
      ${backends.map((backend) => this.#backend(backend))}
      ${asked === undefined ? nothing : confirmDialog(stopQuestion(asked.place, this.#who(asked.place)), (yes) => void this.#answered(asked, yes))}
    </section>`;
  }

  #dismiss(): TemplateResult {
    const seen = (): void => {
      this.failed = undefined;
    };
    return html`<button class="icon" aria-label="Dismiss" @click=${seen}>${icon("close", 14)}</button>`;
  }

  #backend(backend: BackendSandboxes): TemplateResult {
    const { id, title, places } = backend;
    const several = this.backends.length > 1;
    return html`<div class="backend" data-backend=${id}>
      ${several ? html`<h3 dir="auto">${title}</h3>` : nothing}
      ${engineLine(backend)}
      ${
        places.length === 0
          ? none(backend)
          : html`<table role="table" aria-label=${several ? `Sandboxes of ${title}` : "Sandboxes"}>${sandboxColumns()}<tbody role="rowgroup">
              ${repeat(
                inOrder(places),
                ({ name }) => name,
                (place) => this.#row(id, place),
              )}
            </tbody></table>`
      }
    </div>`;
  }

  #row(backend: string, place: Place): TemplateResult {
    return sandboxRow(place, {
      now: this.#now,
      who: this.#who(place),
      cpu: this.#cpu.share(backend, place.name),
      busy: this.busy?.backend === backend && this.busy.place.name === place.name,
      stop: () => {
        this.asked = { backend, place };
      },
    });
  }

  #who({ owner }: Place): string {
    return this.names.get(owner) ?? owner;
  }

  async #read(signal: AbortSignal): Promise<void> {
    try {
      const backends = await new SandboxesApi(this.http).list(signal);
      this.#now = Date.now();
      this.#cpu.take(backends, performance.now());
      this.backends = backends;
      this.error = undefined;
    } catch (error) {
      if (!signal.aborted) this.error = asApiError(error);
    }
  }

  async #answered(chosen: Chosen, yes: boolean): Promise<void> {
    this.asked = undefined;
    if (!yes) return;
    const { backend, place } = chosen;
    this.busy = chosen;
    this.failed = undefined;
    try {
      const stopped = await new SandboxesApi(this.http).stop(backend, place.owner);
      const who = this.#who(place);
      this.#tell(stopped ? `The sandbox of ${who} was stopped` : `The sandbox of ${who} did not run`);
      await this.#poll.now();
    } catch (error) {
      this.failed = asApiError(error);
    } finally {
      this.busy = undefined;
    }
  }

  /** What had the keyboard is gone: it stays in the row, or where the row was. */
  #focusRow(name: string): void {
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-place="${CSS.escape(name)}"]`);
    (row ?? this.renderRoot.querySelector<HTMLElement>("#sandboxes"))?.focus();
  }

  #tell(text: string): void {
    this.dispatchEvent(new CustomEvent("tell", { detail: text, bubbles: true, composed: true }));
  }
}

function failure({ message, hint }: ApiError, way: TemplateResult): TemplateResult {
  return html`<div class="failure" role="alert"><p>${message}${hint === undefined ? nothing : html` <span>${hint}</span>`}</p>${way}</div>`;
}

/** What the sandboxes run on, and how many there are. */
function engineLine(backend: BackendSandboxes): TemplateResult {
  const { ok, text, problem, hint } = backend.engine;
  return html`<p class="engine"><span class="place-state ${ok ? "running" : "unknown"}"><i aria-hidden="true"></i><bdi>${text}</bdi></span>${isUntold(backend) ? nothing : html`<span>${countWords(backend)}</span>`}</p>
    ${ok ? nothing : html`<div class="trouble" role="status">${icon("notice")}<p dir="auto">${problem ?? "It does not work."}${hint === undefined ? nothing : html`<span dir="auto">${hint}</span>`}</p></div>`}`;
}

/** An engine that does not answer says nothing of what is there. */
function isUntold({ engine, places }: BackendSandboxes): boolean {
  return !engine.ok && places.length === 0;
}

function none(backend: BackendSandboxes): TemplateResult | typeof nothing {
  if (isUntold(backend)) return nothing;
  return html`<p class="none">There are no sandboxes yet. Whoever sends a first message gets one.</p>`;
}

/** By their names: rows that change their places while one looks at them cannot be hit. */
function inOrder(places: readonly Place[]): readonly Place[] {
  return places.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

customElements.define("vibedeck-sandboxes", Sandboxes);
