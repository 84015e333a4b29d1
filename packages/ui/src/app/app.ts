import type { DeckEvent } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import { LockFocus } from "../account/lock-focus.ts";
import { Attending } from "../notify/attending.ts";
import type { Follow } from "../stream/connection.ts";
import { base } from "../style/base.ts";
import { tokens } from "../style/tokens.ts";
import { locked } from "./account-templates.ts";
import { Api } from "./api.ts";
import { type AppActions, appActions } from "./app-actions.ts";
import { appStyles } from "./app-styles.ts";
import type { AppHost, PageState } from "./app-view.ts";
import { mountPath } from "./base.ts";
import { canStart } from "./can-start.ts";
import { DeckStore } from "./deck-store.ts";
import { detailsWanted } from "./details-wanted.ts";
import { frame } from "./frame-template.ts";
import { PageElements } from "./page-elements.ts";
import { watchInput } from "./page-input.ts";
import { PageLife } from "./page-life.ts";
import { pageTitle } from "./page-title.ts";
import { loadComposer, loadDetails, loadReading, loadReadingSoon } from "./parts.ts";
import { type ReaderWatch, readerGone, watchReader } from "./reader.ts";
import type { Route } from "./route.ts";
import { Router } from "./router.ts";
import { ShownSessions } from "./shown-sessions.ts";
import { currentTheme, type Theme } from "./theme.ts";
import { Told } from "./told.ts";

/** The whole page: list, transcript, details, and what connects them. */
export class VibedeckApp extends LitElement implements PageState {
  static override properties: PropertyDeclarations = {
    route: { state: true },
    theme: { state: true },
    now: { state: true },
    detailsOpen: { state: true },
    listHidden: { state: true },
    dismissed: { state: true },
    forking: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, base, appStyles];

  declare route: Route;
  declare theme: Theme;
  declare now: number;
  declare detailsOpen: boolean;
  declare listHidden: boolean;
  declare dismissed: ReadonlySet<string>;
  declare forking: boolean;
  readonly #router = new Router(mountPath(import.meta.url), () => this.#routed());
  readonly #store = new DeckStore(new Api(this.#router.base, this.#router.everyone), () => this.#follow());
  readonly #attention: Attending = new Attending(this.#store.api, {
    open: (key) => this.#actions.open(key, false),
    leads: () => this.#life.wake(),
    changed: () => this.#changed(),
  });
  readonly #life = new PageLife(
    this.#store.connection,
    () => this.#tick(),
    () => this.#attention.notifier?.leads ?? false,
  );
  readonly #shown = new ShownSessions(this.#store, this.#router.everyone);
  readonly #elements = new PageElements(this);
  readonly #told = new Told(() => this.requestUpdate());
  readonly #host: AppHost = {
    page: this,
    store: this.#store,
    router: this.#router,
    attention: this.#attention,
    shown: this.#shown,
    elements: this.#elements,
    told: this.#told,
  };
  readonly #actions: AppActions = appActions(this.#host);
  readonly #lock = new LockFocus();
  #watch: AbortController | undefined;

  constructor() {
    super();
    this.route = this.#router.route;
    this.theme = currentTheme();
    this.now = Date.now();
    this.detailsOpen = detailsWanted();
    this.listHidden = false;
    this.dismissed = new Set();
    this.forking = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch = new AbortController();
    this.#listen(this.#watch.signal);
    this.#router.start();
    this.#life.start();
    this.#attention.look(this.#shown.all);
    this.#store.start();
    if (this.route.page === "session") {
      loadReading();
      loadComposer();
      void this.#store.readDetail(this.route.key);
    }
    if (this.detailsOpen) loadDetails();
  }

  #listen(signal: AbortSignal): void {
    this.#store.addEventListener("change", this.#changed, { signal });
    this.#store.addEventListener("deck-events", this.#heard, { signal });
    this.#store.addEventListener("other-reader", this.#actions.reload, { signal });
    this.#store.access.watch(signal);
    this.#store.agents.watch(signal);
    watchReader(this.#reader, signal);
    watchInput(this.#host, this.#actions, () => this.#locked, signal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.abort();
    this.#router.stop();
    this.#life.stop();
    this.#attention.rest();
    this.#store.connection.close();
  }

  override render(): TemplateResult {
    return html`
      ${readerGone() ? nothing : html`<div class="frame" ?inert=${this.#locked}>${frame(this.#host, this.#actions)}</div>`}
      ${locked(this.#host, this.#actions)}
      <div class="told" role="status">${this.#told.text}</div>
    `;
  }

  override updated(): void {
    this.#lock.follow(this.#locked, this.renderRoot);
  }

  #follow(): Follow {
    const { transcript } = this.#elements;
    if (this.route.page !== "session" || !transcript?.loaded || transcript.sessionKey !== this.route.key)
      return {};
    return { session: this.route.key, after: transcript.resumeAt };
  }

  /** Whether the server does not let the reader in, or they left. */
  get #locked(): boolean {
    return this.#store.access.state.kind !== "in" || readerGone();
  }

  readonly #changed = (): void => {
    this.#lock.note(this.#locked);
    this.#shown.look();
    if (this.#store.state.loaded !== "none") loadReadingSoon();
    if (this.#locked) this.#hide();
    else this.#show();
    this.requestUpdate();
  };

  #show(): void {
    const { me } = this.#store;
    if (this.#router.everyone && me !== undefined && me.principal.admin !== true)
      location.replace(this.#router.mine);
    if (this.#beginsHere) this.#router.go({ page: "new" }, true);
    this.#attention.look(this.#shown.own);
    this.#shown.lookForAgents(this.route);
    document.title = this.#attention.title(pageTitle(this.route, this.#shown.at(this.route)));
  }

  /** Whoever signed in and has no session yet comes to begin one: there is nothing in the list to look at. */
  get #beginsHere(): boolean {
    const { state, me } = this.#store;
    const empty = state.loaded === "all" && state.sessions.size === 0;
    const here = this.route.page === "list" && !this.#router.everyone;
    return here && empty && me?.auth === true && canStart(this.#store) === true;
  }

  /** Whoever sits here now is told nothing, not even by the tab's title. */
  #hide(): void {
    this.#elements.closeDialogs();
    this.#attention.rest();
    document.title = "VibeDeck";
  }

  readonly #reader: ReaderWatch = {
    change: () => {
      this.detailsOpen = detailsWanted();
      if (this.detailsOpen) loadDetails();
    },
    gone: () => {
      this.#store.leave();
      this.#changed();
    },
    came: () => this.#store.access.probe(),
  };

  readonly #heard = (event: Event): void => {
    if (!(event instanceof CustomEvent)) return;
    const events = event.detail as readonly DeckEvent[];
    this.#elements.transcript?.receive(events);
    for (const told of events) if (told.type === "session-moved") this.#moved(told.key, told.to);
  };

  #moved(from: string, to: string): void {
    this.#elements.composer?.moved(from, to);
    if (this.route.page === "session" && this.route.key === from)
      this.#router.go({ page: "session", key: to }, true);
  }

  #routed(): void {
    const before = this.route;
    this.route = this.#router.route;
    if (this.route.page === "session" && (before.page !== "session" || before.key !== this.route.key))
      void this.#store.readDetail(this.route.key);
    if (this.route.page !== "session") this.#store.connection.connect();
    if (this.route.page !== "session" || before.page !== "session" || before.key !== this.route.key)
      this.forking = false;
    this.#changed();
  }

  #tick(): void {
    this.now = Date.now();
  }
}

customElements.define("vibedeck-app", VibedeckApp);
