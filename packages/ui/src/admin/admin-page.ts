import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatarStyles } from "../account/avatar.ts";
import { type ApiError, asApiError, type Http } from "../app/http.ts";
import { forEveryone } from "../app/route.ts";
import { dialogStyles } from "../dialog/dialog-styles.ts";
import { counted } from "../message/amounts.ts";
import { base } from "../style/base.ts";
import { adminStyles } from "./admin-styles.ts";
import { confirmDialog } from "./confirm-dialog.ts";
import type { Sandboxes } from "./sandboxes.ts";
import "./sandboxes.ts";
import { calledUser, FILTER_FROM, shownUsers } from "./shown-users.ts";
import { perform, question, type UserAction } from "./user-action.ts";
import { columns, type UserRowContext, userRow } from "./user-row.ts";
import { type UserSummary, UsersApi } from "./users-api.ts";

/** Everybody who ever signed in, and their sandboxes, for admins. Event: `tell` with a sentence for the reader. */
export class AdminPage extends LitElement {
  static override properties: PropertyDeclarations = {
    http: { attribute: false },
    reader: { attribute: false },
    now: { attribute: false },
    everyone: { attribute: false },
    users: { state: true },
    error: { state: true },
    filter: { state: true },
    action: { state: true },
    busy: { state: true },
  };
  static override styles: CSSResultGroup = [base, avatarStyles, dialogStyles, adminStyles];

  declare http: Http;
  /** The admin's own id. */
  declare reader: string;
  /** The clock that relative times are told by, in milliseconds since the epoch. */
  declare now: number;
  /** Whether the list shows everybody's sessions already. */
  declare everyone: boolean;
  declare users: readonly UserSummary[] | undefined;
  declare error: ApiError | undefined;
  declare filter: string;
  /** What waits for a yes. */
  declare action: UserAction | undefined;
  /** Id of the user with a request on its way. */
  declare busy: string | undefined;

  constructor() {
    super();
    this.filter = "";
    this.now = 0;
    this.everyone = false;
  }

  /** Asks no more: the page is being hidden. */
  cancel(): void {
    this.action = undefined;
    this.renderRoot.querySelector<Sandboxes>("vibedeck-sandboxes")?.cancel();
  }

  override firstUpdated(): void {
    void this.#read();
  }

  override updated(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog !== null && !dialog.open) dialog.showModal();
  }

  override render(): TemplateResult {
    const { action, error } = this;
    return html`<div class="page scroll">
      <header>
        <div>
          <h1 tabindex="-1">Users</h1>
          <p class="sub" role="status">${this.users === undefined ? "Loading users" : `${counted(this.users.length, "person", "people")} signed in here so far`}</p>
        </div>
        ${this.everyone ? nothing : html`<a class="everyone" href=${forEveryone(this.http.base)}>Show everybody's sessions</a>`}
      </header>
      ${error === undefined ? nothing : this.#failure(error)}
      ${this.users === undefined ? this.#waiting() : this.#table(this.users)}
      <vibedeck-sandboxes .http=${this.http} .names=${this.#names}></vibedeck-sandboxes>
      ${action === undefined ? nothing : confirmDialog(question(action, action.user.id === this.reader), (yes) => void this.#answered(action, yes))}
    </div>`;
  }

  /** What people call everybody. */
  get #names(): ReadonlyMap<string, string> {
    return new Map(this.users?.map((user) => [user.id, calledUser(user)]));
  }

  #failure({ message, hint }: ApiError): TemplateResult {
    return html`<div class="failure" role="alert">
      <p>${message}${hint === undefined ? nothing : html` <span>${hint}</span>`}</p>
      ${this.users === undefined ? html`<button class="framed" @click=${() => void this.#read()}>Try again</button>` : nothing}
    </div>`;
  }

  #waiting(): TemplateResult | typeof nothing {
    if (this.error !== undefined) return nothing;
    return html`<div class="ghosts" aria-busy="true">${Array.from({ length: 4 }, () => html`<i></i>`)}</div>`;
  }

  #table(users: readonly UserSummary[]): TemplateResult {
    const shown = shownUsers(users, this.filter);
    const context: UserRowContext = {
      now: this.now,
      reader: this.reader,
      busy: this.busy,
      ask: (act, user) => {
        this.action = { act, user };
      },
    };
    return html`
      ${users.length < FILTER_FROM ? nothing : this.#filterBox()}
      ${
        shown.length === 0
          ? html`<p class="none">${users.length === 0 ? "Nobody has signed in yet." : "No user has all these words in their name or id."}</p>`
          : html`<table role="table" aria-label="Users">${columns()}<tbody role="rowgroup">
              ${repeat(
                shown,
                ({ id }) => id,
                (user) => userRow(user, context),
              )}
            </tbody></table>`
      }
    `;
  }

  #filterBox(): TemplateResult {
    return html`<input type="search" placeholder="Filter users" aria-label="Filter users" autocomplete="off" spellcheck="false"
      .value=${this.filter} @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) this.filter = event.target.value;
      }} />`;
  }

  async #read(): Promise<void> {
    this.error = undefined;
    try {
      this.users = await new UsersApi(this.http).list();
    } catch (error) {
      this.error = asApiError(error);
    }
  }

  async #answered(action: UserAction, yes: boolean): Promise<void> {
    this.action = undefined;
    if (!yes) return;
    this.busy = action.user.id;
    this.error = undefined;
    try {
      const { user, told } = await perform(new UsersApi(this.http), action);
      this.users = this.users?.map((known) => (known.id === user.id ? user : known));
      this.dispatchEvent(new CustomEvent("tell", { detail: told }));
    } catch (error) {
      this.error = asApiError(error);
    } finally {
      this.busy = undefined;
      await this.updateComplete;
      this.#focusRow(action.user.id);
    }
  }

  /** The button that was pressed may be off now: the keyboard stays in its row. */
  #focusRow(id: string): void {
    if (this.shadowRoot?.activeElement != null) return;
    const row = this.renderRoot.querySelector(`[data-user="${CSS.escape(id)}"]`);
    row?.querySelector<HTMLElement>("button:enabled")?.focus();
  }
}

customElements.define("vibedeck-admin", AdminPage);
