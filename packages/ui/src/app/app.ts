import type { DeckEvent, DriveState, SessionPatch, SessionSummary } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import { LockFocus } from "../account/lock-focus.ts";
import { lockedPage } from "../account/locked.ts";
import { signOut } from "../account/sign-out.ts";
import type { AdminPage } from "../admin/admin-page.ts";
import type { Composer } from "../composer/composer.ts";
import { type ComposerPlace, composerPlace, startable } from "../drive/composer-place.ts";
import { isOthers, needingOnlyOwner, ownSessions } from "../list/others.ts";
import "../list/session-list.ts";
import { Attending } from "../notify/attending.ts";
import type { SessionCommand } from "../session/session-head.ts";
import { shownSessions } from "../stream/state.ts";
import { base } from "../style/base.ts";
import { tokens } from "../style/tokens.ts";
import type { TranscriptView } from "../transcript/transcript-view.ts";
import { agentsOf } from "./agents-of.ts";
import { Api } from "./api.ts";
import { appStyles } from "./app-styles.ts";
import {
  type BannerActions,
  banners,
  everyoneBanner,
  nothingHere,
  progressBar,
  topBar,
  welcome,
  whyNot,
} from "./app-templates.ts";
import { mountPath } from "./base.ts";
import { type CommandHost, runCommand, runShortcut } from "./commands.ts";
import { connectionLabel } from "./connection-label.ts";
import { copyText } from "./copy-text.ts";
import { asApiError, DeckStore } from "./deck-store.ts";
import { openKeys, openRaw } from "./dialogs.ts";
import { PageLife } from "./page-life.ts";
import {
  loadAccount,
  loadAdmin,
  loadComposer,
  loadNewSession,
  loadReading,
  loadReadingSoon,
} from "./parts.ts";
import { readPreference, writePreference } from "./preferences.ts";
import { type ReaderWatch, readerGone, watchReader } from "./reader.ts";
import { formatRoute, type Route } from "./route.ts";
import { Router } from "./router.ts";
import { isTyping, shortcutOf } from "./shortcuts.ts";
import { applyTheme, currentTheme, nextTheme, type Theme } from "./theme.ts";
import { Told } from "./told.ts";

const PAGE_TITLES: { readonly [Page in Route["page"]]?: string } = { new: "New session", admin: "Users" };
const reload = (): void => location.reload();
const detailsWanted = (): boolean =>
  readPreference("details") === true && matchMedia("(min-width: 64rem)").matches;

/** The whole page: list, transcript, details, and what connects them. */
export class VibedeckApp extends LitElement {
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
    open: (key) => this.#open(key, false),
    leads: () => this.#life.wake(),
    changed: () => this.#changed(),
  });
  readonly #life = new PageLife(
    this.#store.connection,
    () => this.#tick(),
    () => this.#attention.notifier?.leads ?? false,
  );
  #sessions: ReadonlyMap<string, SessionSummary> = new Map();
  #agents: ReadonlyMap<string, string> = new Map();
  readonly #told = new Told(() => this.requestUpdate());
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
    this.#store.addEventListener("change", this.#changed);
    this.#store.addEventListener("deck-events", this.#heard);
    this.#store.addEventListener("other-reader", reload);
    this.#watch = new AbortController();
    this.#store.access.watch(this.#watch.signal);
    watchReader(this.#reader, this.#watch.signal);
    addEventListener("keydown", this.#pressed);
    this.addEventListener("click", this.#clicked);
    this.#router.start();
    this.#life.start();
    this.#attention.look(this.#sessions);
    this.#store.start();
    if (this.route.page === "session") {
      loadReading();
      loadComposer();
      void this.#store.readDetail(this.route.key);
    }
    if (this.detailsOpen) void import("../details/details-panel.ts");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store.removeEventListener("change", this.#changed);
    this.#store.removeEventListener("deck-events", this.#heard);
    this.#store.removeEventListener("other-reader", reload);
    this.#watch?.abort();
    removeEventListener("keydown", this.#pressed);
    this.#router.stop();
    this.#life.stop();
    this.#attention.rest();
    this.#store.connection.close();
  }

  override render(): TemplateResult {
    return html`
      ${readerGone() ? nothing : html`<div class="frame" ?inert=${this.#locked}>${this.#frame()}</div>`}
      ${lockedPage(this.#store.access.state, readerGone(), {
        // Where something in front signs people in, the page itself is the way there.
        signIn: this.#store.me?.auth === false ? this.#router.address(this.route) : this.#router.signIn,
        signOut: this.#store.me?.canSignOut === false ? undefined : () => void this.#signOut(),
      })}
      <div class="told" role="status">${this.#told.text}</div>
    `;
  }

  override updated(): void {
    this.#lock.follow(this.#locked, this.renderRoot);
  }

  #frame(): TemplateResult {
    const { state, connectionState, error, me } = this.#store;
    const label = connectionLabel(connectionState, navigator.onLine, this.now);
    const session = this.#session;
    const indexing = state.progress !== undefined && !state.progress.done;
    return html`
      ${topBar(label, this.theme, this.#account(), this.#actions)}
      <div class="banners" role="region" aria-label="Notices">${this.#router.everyone ? everyoneBanner(this.#router.base) : nothing} ${banners(state, label, this.dismissed, this.#actions)} ${progressBar(state.progress)}</div>
      <div class="body on-${this.route.page} ${this.listHidden && this.route.page === "session" ? "no-list" : ""}">
        <vibedeck-session-list role="navigation" aria-label="Sessions"
          .sessions=${this.#sessions} .selected=${this.route.page === "session" ? this.route.key : undefined} .now=${this.now}
          .status=${{ loaded: state.loaded, total: state.total, indexing, error, broken: this.#store.broken }} .href=${this.#sessionHref}
          .reader=${this.#router.everyone ? (me?.principal.id ?? "") : undefined}
          @open-session=${(event: CustomEvent<{ key: string; replace: boolean }>) => this.#open(event.detail.key, event.detail.replace)}
          .notifier=${this.#attention.notifier} @tell=${(event: CustomEvent<string>) => this.#tell(event.detail)}
          .canStart=${this.#canStart} @new-session=${() => this.#new()}
          @expand-session=${(event: CustomEvent<{ key: string }>) => void this.#store.readDetail(event.detail.key)}
          @patch-session=${this.#patchAsked} @retry=${() => void this.#store.read()}
        ></vibedeck-session-list>
        <main>${this.#main(session)}</main>
        ${this.detailsOpen && session !== undefined ? this.#details(session) : nothing}
      </div>
    `;
  }

  /** Who is signed in; nothing where nobody signs in. */
  #account(): TemplateResult | typeof nothing {
    const { me } = this.#store;
    if (me?.auth !== true) return nothing;
    loadAccount();
    return html`<vibedeck-account .me=${me} .users=${this.#href("/admin")} @sign-out=${() => void this.#signOut()}></vibedeck-account>`;
  }

  #users(): TemplateResult {
    const { me } = this.#store;
    if (me === undefined) return html``;
    if (me.principal.admin !== true) return nothingHere(this.#router.address({ page: "list" }));
    loadAdmin();
    return html`<vibedeck-admin .http=${this.#store.api.http} .reader=${me.principal.id} .now=${this.now} .everyone=${this.#router.everyone}
      @tell=${(event: CustomEvent<string>) => this.#tell(event.detail)}></vibedeck-admin>`;
  }

  #main(session: SessionSummary | undefined): TemplateResult {
    const { route } = this;
    if (route.page === "session") return this.#reading(route.key, route.cursor, session);
    if (route.page === "admin") return this.#users();
    if (route.page === "new" && this.#canStart !== false) return this.#starting(route.from);
    return welcome(this.#store.state, this.#canStart ? this.#href("/new") : undefined);
  }

  #reading(key: string, cursor: string | undefined, session: SessionSummary | undefined): TemplateResult {
    loadReading();
    const place = composerPlace(session, this.#store.backends, this.#store.me);
    const drive = this.#isOthers(session) ? undefined : this.#store.drive.state(key);
    return html`
      <vibedeck-session-head .session=${session} .href=${this.#href} .needing=${this.#attention.others(key)} .detailsOpen=${this.detailsOpen} .canFork=${place.kind === "composer" && place.canFork} ?composing=${place.kind === "composer"}
        .parent=${session?.parent === undefined ? undefined : this.#sessions.get(session.parent)}
        @command=${(event: CustomEvent<SessionCommand>) => runCommand(event.detail, this.#commands)}
        @rename=${(event: CustomEvent<string | null>) => void this.#patch(key, { title: event.detail })}
      ></vibedeck-session-head>
      <vibedeck-transcript .api=${this.#store.api} .sessionKey=${key} .cursor=${cursor} .session=${session} .agents=${this.#agents} .href=${this.#href}
        .drive=${drive} .feed=${this.#store.drive}
        @transcript-ready=${() => this.#store.connection.connect()}
        @open-raw=${(event: CustomEvent<{ key: string; cursors: readonly string[] }>) => void openRaw(this, this.#store.api, event.detail)}
        @copy-link=${(event: CustomEvent<{ key: string; cursor?: string }>) => void this.#copyLink(event.detail)}
        @copy-text=${(event: CustomEvent<string>) => void this.#copy(event.detail, "Copied")}
        @tell=${(event: CustomEvent<string>) => this.#tell(event.detail)}
      ></vibedeck-transcript>
      ${this.#composing(key, session, drive, place)}
    `;
  }

  #composing(
    key: string,
    session: SessionSummary | undefined,
    drive: DriveState | undefined,
    place: ComposerPlace,
  ): TemplateResult | typeof nothing {
    if (place.kind === "nothing") return nothing;
    if (place.kind === "why")
      return whyNot(place.text, place.parent === undefined ? undefined : this.#sessionHref(place.parent));
    loadComposer();
    return html`<vibedeck-composer .store=${this.#store} .owner=${this.#store.me?.principal.id ?? ""} .sessionKey=${key} .session=${session} .drive=${drive}
      .canFork=${place.canFork} .forking=${this.forking} @fork=${(event: CustomEvent<boolean>) => this.#fork(event.detail)}
      @go-session=${(event: CustomEvent<{ key: string }>) => this.#router.go({ page: "session", key: event.detail.key })} @new-session=${() => this.#new()}
      @tell=${(event: CustomEvent<string>) => this.#tell(event.detail)}></vibedeck-composer>`;
  }

  #starting(from: string | undefined): TemplateResult {
    loadNewSession();
    return html`<vibedeck-new-session .store=${this.#store} .owner=${this.#store.me?.principal.id ?? ""} .sessions=${this.#sessions}
      .backends=${startable(this.#store.backends, this.#store.me)} .from=${from === undefined ? undefined : this.#sessions.get(from)}
      @go-session=${(event: CustomEvent<{ key: string }>) => this.#started(event.detail.key)}
      @leave=${() => this.#router.go(from === undefined ? { page: "list" } : { page: "session", key: from })}></vibedeck-new-session>`;
  }

  /** Whether sessions can be started here; `undefined` until it is known. */
  get #canStart(): boolean | undefined {
    const { backends, me } = this.#store;
    if (me === undefined || (backends.length === 0 && !me.readOnly)) return undefined;
    return startable(backends, me).length > 0;
  }

  #details(session: SessionSummary): TemplateResult {
    const agents = [...this.#sessions.values()].filter((other) => other.parent === session.key);
    return html`<vibedeck-details .api=${this.#store.api} .session=${session} .agents=${agents} .href=${this.#href}
      @close-details=${() => this.#toggleDetails()} @copy-text=${(event: CustomEvent<string>) => void this.#copy(event.detail, "Copied")}
      @patch-session=${this.#patchAsked}></vibedeck-details>`;
  }

  get #session(): SessionSummary | undefined {
    return this.route.page === "session" ? this.#sessions.get(this.route.key) : undefined;
  }

  get #transcript(): TranscriptView | null {
    return this.renderRoot.querySelector<TranscriptView>("vibedeck-transcript:defined");
  }

  get #composer(): Composer | null {
    return this.renderRoot.querySelector<Composer>("vibedeck-composer:defined");
  }

  #follow(): { session?: string; after?: string | undefined } {
    const transcript = this.#transcript;
    if (this.route.page !== "session" || !transcript?.loaded || transcript.sessionKey !== this.route.key)
      return {};
    return { session: this.route.key, after: transcript.resumeAt };
  }

  readonly #changed = (): void => {
    this.#lock.note(this.#locked);
    this.#sessions = this.#shown;
    if (this.#store.state.loaded !== "none") loadReadingSoon();
    if (this.#locked) this.#hide();
    else this.#show();
    this.requestUpdate();
  };

  #show(): void {
    const { me } = this.#store;
    if (this.#router.everyone && me !== undefined && me.principal.admin !== true)
      location.replace(this.#router.mine);
    this.#attention.look(this.#own);
    this.#agents = agentsOf(this.#session, this.#sessions.values(), this.#agents);
    const title = PAGE_TITLES[this.route.page] ?? this.#session?.title;
    const name = title === undefined ? "VibeDeck" : `${title} · VibeDeck`;
    document.title = this.#attention.title(name);
  }

  /** Whether the server does not let the reader in, or they left. */
  get #locked(): boolean {
    return this.#store.access.state.kind !== "in" || readerGone();
  }

  /** Whoever sits here now is told nothing, not even by the tab's title. */
  #hide(): void {
    for (const dialog of this.renderRoot.querySelectorAll("[data-dialog]")) dialog.remove();
    this.renderRoot.querySelector<AdminPage>("vibedeck-admin:defined")?.cancel();
    this.#attention.rest();
    document.title = "VibeDeck";
  }

  get #shown(): ReadonlyMap<string, SessionSummary> {
    const sessions = shownSessions(this.#store.state);
    return this.#router.everyone ? needingOnlyOwner(sessions, this.#store.me?.principal.id) : sessions;
  }

  #isOthers(session: SessionSummary | undefined): boolean {
    return this.#router.everyone && session !== undefined && isOthers(session, this.#store.me?.principal.id);
  }

  /** The reader's own sessions. */
  get #own(): ReadonlyMap<string, SessionSummary> {
    return this.#router.everyone ? ownSessions(this.#sessions, this.#store.me?.principal.id) : this.#sessions;
  }

  readonly #reader: ReaderWatch = {
    change: () => {
      this.detailsOpen = detailsWanted();
      if (this.detailsOpen) void import("../details/details-panel.ts");
    },
    gone: () => {
      this.#store.leave();
      this.#changed();
    },
    came: () => this.#store.access.probe(),
  };

  async #signOut(): Promise<void> {
    try {
      await signOut(this.#store.api.http);
    } catch (error) {
      this.#tell(`Not signed out: ${asApiError(error).message}`);
    }
  }

  readonly #heard = (event: Event): void => {
    if (!(event instanceof CustomEvent)) return;
    const events = event.detail as readonly DeckEvent[];
    this.#transcript?.receive(events);
    for (const told of events) if (told.type === "session-moved") this.#moved(told.key, told.to);
  };

  #moved(from: string, to: string): void {
    this.#composer?.moved(from, to);
    if (this.route.page === "session" && this.route.key === from)
      this.#router.go({ page: "session", key: to }, true);
  }

  #started(key: string): void {
    this.#router.go({ page: "session", key }, true);
  }

  #fork(forking: boolean): void {
    this.forking = forking;
    if (forking) void this.updateComplete.then(() => this.#composer?.focus());
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

  #open(key: string, replace: boolean): void {
    this.#router.go({ page: "session", key }, replace && this.route.page === "session");
    if (!replace) void this.updateComplete.then(() => this.#transcript?.focus());
  }

  readonly #href = (path: string): string => this.#router.href(path);
  readonly #sessionHref = (key: string): string => this.#router.address({ page: "session", key });

  readonly #clicked = (event: MouseEvent): void => {
    const route = this.#router.routeOfClick(event);
    if (route === undefined) return;
    event.preventDefault();
    this.#router.go(route);
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    const shortcut = shortcutOf(event, isTyping(event));
    if (
      shortcut === undefined ||
      event.defaultPrevented ||
      this.#locked ||
      this.renderRoot.querySelector("[data-dialog]")?.shadowRoot?.querySelector("dialog[open]")
    )
      return;
    if (runShortcut(shortcut, this.#commands)) event.preventDefault();
  };

  /** The page for a new session, like the open one. */
  #new(): boolean {
    if (!this.#canStart) return false;
    const from = this.route.page === "session" ? { from: this.route.key } : {};
    this.#router.go({ page: "new", ...from });
    return true;
  }

  #forkAsked(): void {
    const place = composerPlace(this.#session, this.#store.backends, this.#store.me);
    if (place.kind === "composer" && place.canFork) this.#fork(!this.forking);
  }

  readonly #actions: BannerActions = {
    theme: () => {
      this.theme = nextTheme(this.theme);
      applyTheme(this.theme);
    },
    keys: () => void openKeys(this),
    sidebar: () => {
      this.listHidden = !this.listHidden;
    },
    reconnect: () => this.#store.connection.connect(),
    dismiss: (id) => {
      this.dismissed = new Set([...this.dismissed, id]);
    },
    reload,
    home: this.#router.address({ page: "list" }),
  };

  readonly #commands: CommandHost = {
    actions: this.#actions,
    session: () => this.#session,
    transcript: () => this.#transcript,
    composer: () => this.#composer,
    list: () => this.renderRoot.querySelector("vibedeck-session-list"),
    head: () => this.renderRoot.querySelector("vibedeck-session-head:defined"),
    toList: () => this.#router.go({ page: "list" }),
    begin: () => this.#new(),
    fork: () => this.#forkAsked(),
    toggleDetails: () => this.#toggleDetails(),
    patch: (key, change) => void this.#patch(key, change),
  };

  #toggleDetails(): void {
    this.detailsOpen = !this.detailsOpen;
    writePreference("details", this.detailsOpen);
    if (this.detailsOpen) void import("../details/details-panel.ts");
  }

  readonly #patchAsked = (event: CustomEvent<{ key: string; change: SessionPatch }>): void => {
    void this.#patch(event.detail.key, event.detail.change);
  };

  async #patch(key: string, change: SessionPatch): Promise<void> {
    if (this.#isOthers(this.#sessions.get(key))) {
      this.#tell("Only the owner of this session can change it");
      return;
    }
    try {
      await this.#store.patch(key, change);
    } catch (error) {
      this.#tell(`Not saved: ${asApiError(error).message}`);
    }
  }

  async #copyLink({ key, cursor }: { readonly key: string; readonly cursor?: string }): Promise<void> {
    const route: Route = { page: "session", key, ...(cursor === undefined ? {} : { cursor }) };
    await this.#copy(location.origin + formatRoute(route, this.#router.base), "Link copied");
  }

  async #copy(text: string, done: string): Promise<void> {
    this.#tell((await copyText(text)) ? done : "Could not copy");
  }

  #tell(text: string): void {
    this.#told.tell(text);
  }
}

customElements.define("vibedeck-app", VibedeckApp);
