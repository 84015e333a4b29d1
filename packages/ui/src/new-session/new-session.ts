import type { AgentInfo, SessionSummary } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import type { BackendStatus } from "../app/backend-status.ts";
import type { DeckStore } from "../app/deck-store.ts";
import { icon } from "../app/icons.ts";
import { AgentOffer } from "../composer/agent-offer.ts";
import { type BoxContent, type Boxes, boxesOf, NEW_PLACE } from "../composer/boxes.ts";
import { CompletionSource } from "../composer/completion-source.ts";
import type { BoxSend, MessageBox } from "../composer/message-box.ts";
import "../composer/message-box.ts";
import { unableNote } from "../composer/composer-notes.ts";
import { noteStyles } from "../composer/note-styles.ts";
import { Sender } from "../composer/sender.ts";
import { settingsPickers } from "../composer/settings-pickers.ts";
import { troubleNote } from "../composer/trouble.ts";
import { DriveApi } from "../drive/drive-api.ts";
import { type Unable, unableOf } from "../drive/unable.ts";
import { base } from "../style/base.ts";
import { stateBadgeStyles } from "../style/state-badge.ts";
import type { FolderField } from "./folder-field.ts";
import "./folder-field.ts";
import { plainFolder } from "./folder-suggestions.ts";
import { likeNote, missingFolder, slowNote } from "./new-session-notes.ts";
import { newSessionStyles } from "./new-session-styles.ts";
import { quickFolders } from "./quick-folders.ts";
import { folderOf, recentFolders } from "./recent-folders.ts";
import { likeSettings, type StartSettings, startRequest } from "./start-request.ts";
import { toolChoice } from "./tool-choice.ts";

const MAX_RECENT = 12;
/** After so many milliseconds a start is told to be under way. */
const SLOW_MS = 1500;
/** Where everybody who signs in has a folder of their own. */
const HOME = "~";
const NO_FOLDERS =
  "There are no folders to show here now. You can type any path: one that is missing can be made when you start.";

/** The page where a session begins: folder, tool, settings, first message. Events: `go-session` with `{ key }`, `leave`. */
export class NewSession extends LitElement {
  static override properties: PropertyDeclarations = {
    store: { attribute: false },
    owner: { attribute: false },
    sessions: { attribute: false },
    backends: { attribute: false },
    from: { attribute: false },
    folder: { state: true },
    backend: { state: true },
    settings: { state: true },
    refused: { state: true },
    slow: { state: true },
  };
  static override styles: CSSResultGroup = [base, stateBadgeStyles, noteStyles, newSessionStyles];

  declare store: DeckStore;
  /** The reader: drafts are theirs. */
  declare owner: string;
  declare sessions: ReadonlyMap<string, SessionSummary>;
  /** Those that can start sessions. */
  declare backends: readonly BackendStatus[];
  /** The session that the new one is to be like. */
  declare from: SessionSummary | undefined;
  /** As the reader has it; `undefined` until it was touched. */
  declare folder: string | undefined;
  declare backend: string | undefined;
  declare settings: StartSettings;
  /** A start was tried while the tool cannot be run. */
  declare refused: boolean;
  /** A start is under way for longer than it takes where nothing has to be made first. */
  declare slow: boolean;
  #begun = false;
  #asked = "";
  #offer: AgentOffer | undefined;
  #liked: AgentInfo | undefined;
  #source: CompletionSource | undefined;
  readonly #sender = new Sender(() => this.requestUpdate());

  constructor() {
    super();
    this.owner = "";
    this.sessions = new Map();
    this.backends = [];
    this.settings = {};
    this.refused = false;
    this.slow = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#key);
  }

  override willUpdate(): void {
    const place = `${this.#chosenBackend?.id}\n${this.#folder}`;
    if (place !== this.#asked) this.#forget(place);
    if (this.#unable === undefined) this.refused = false;
    const info = this.#offer?.info;
    if (info !== undefined && info !== this.#liked) this.#likeBefore(info);
  }

  override updated(): void {
    // Once the list is here, it is known whether a folder stands in the field already.
    if (this.#begun || this.store.state.loaded === "none") return;
    this.#begun = true;
    void this.updateComplete.then(() => {
      if (this.#folder === "") this.#field?.focus();
      else if (!matchMedia("(pointer: coarse)").matches) this.#box?.focus();
    });
  }

  override render(): TemplateResult {
    const trouble = this.#sender.trouble(NEW_PLACE);
    const unable = this.#unable;
    const first = this.#isFirst;
    const missing = trouble?.kind === "failed" && trouble.error.code === "FOLDER_MISSING";
    return html`<div class="page scroll">
      <form class="column" aria-labelledby="head" @submit=${(event: Event) => event.preventDefault()}>
        <header>
          ${first ? nothing : html`<button type="button" class="icon" aria-label="Back" title="Back (Escape)" @click=${() => this.#emit("leave")}>${icon("back")}</button>`}
          <h1 id="head" class=${first ? "alone" : nothing}>${first ? "Your first session" : "New session"}</h1>
        </header>
        ${first ? html`<p class="like">Say what is to be done: the agent does it in the folder below, and you see it at work.</p>` : nothing}
        ${this.from === undefined ? nothing : likeNote(this.from)}
        <vibedeck-folder-field .value=${this.folder ?? this.#given} .recent=${this.#recent} .invalid=${missing}
          .hint=${this.#signedIn ? "~/project" : "/path/to/project"} .empty=${this.#signedIn ? NO_FOLDERS : undefined}
          .list=${(path: string) => this.#api.folders(path, this.#chosenBackend?.id)}
          @folder=${(event: CustomEvent<string>) => this.#setFolder(event.detail)} @done=${() => this.#box?.focus()}></vibedeck-folder-field>
        ${quickFolders({ from: this.from, recent: this.#recent, chosen: this.#folder, choose: (path) => this.#choose(path) })}
        ${toolChoice(this.backends, this.#chosenBackend?.id, (id) => this.#setBackend(id))}
        <div class="first">
          <span class="label" aria-hidden="true">First message</span>
          <vibedeck-message-box .boxes=${this.#boxes} .place=${NEW_PLACE} .label=${"First message"} .placeholder=${"What is to be done?"} .sendLabel=${"Start"}
            .sending=${this.#sender.sending(NEW_PLACE)} .source=${this.#source} .unable=${unable?.text}
            @box-send=${(event: CustomEvent<BoxSend>) => void this.#try(event.detail)}
            @box-used=${() => this.#offer?.want()} @box-escape=${() => this.#emit("leave")}>
            ${settingsPickers({
              info: this.#offer?.info,
              failed: this.#offer?.failed ?? (this.#folder === "" ? "Choose a folder first" : undefined),
              model: this.settings.model,
              permissionMode: this.settings.permissionMode,
              pick: (change) => {
                this.settings = { ...this.settings, ...change };
              },
              wanted: () => this.#offer?.want(),
            })}
          </vibedeck-message-box>
        </div>
        ${unableNote(unable, this.refused ? () => void this.#start(this.#content, false) : undefined)}
        ${this.slow && trouble === undefined ? slowNote(() => this.#sender.stop(NEW_PLACE)) : nothing}
        ${missing ? missingFolder(this.#folder, () => void this.#start(this.#content, true)) : trouble === undefined ? nothing : troubleNote(trouble, this.#troubleActions())}
      </form>
    </div>`;
  }

  get #field(): FolderField | null {
    return this.renderRoot.querySelector("vibedeck-folder-field");
  }

  get #box(): MessageBox | null {
    return this.renderRoot.querySelector("vibedeck-message-box");
  }

  /** What is to be sent when a button says so. */
  get #content(): BoxContent {
    return this.#box?.content ?? this.#boxes.read(NEW_PLACE);
  }

  get #boxes(): Boxes {
    return boxesOf(this.owner);
  }

  get #api(): DriveApi {
    return new DriveApi(this.store.api.http);
  }

  get #recent(): ReturnType<typeof recentFolders> {
    return recentFolders(this.sessions.values(), MAX_RECENT);
  }

  /** What stands in the field before it is touched. */
  get #given(): string {
    return (
      (this.from === undefined ? undefined : folderOf(this.from)) ??
      this.#recent[0]?.path ??
      (this.#signedIn ? HOME : "")
    );
  }

  get #signedIn(): boolean {
    return this.store.me?.auth === true;
  }

  /** There is nothing yet that one could go back to. */
  get #isFirst(): boolean {
    return this.#signedIn && this.store.state.loaded === "all" && this.sessions.size === 0;
  }

  get #unable(): Unable | undefined {
    return unableOf(this.#chosenBackend);
  }

  get #folder(): string {
    return plainFolder(this.folder ?? this.#given);
  }

  get #chosenBackend(): BackendStatus | undefined {
    const wanted = this.backend ?? this.from?.backend;
    return this.backends.find(({ id }) => id === wanted) ?? this.backends[0];
  }

  #choose(path: string): void {
    this.#setFolder(path);
    if (!matchMedia("(pointer: coarse)").matches) this.#box?.focus();
  }

  #troubleActions(): Parameters<typeof troubleNote>[1] {
    return {
      stop: () => this.#sender.stop(NEW_PLACE),
      again: () => void this.#start(this.#content, false),
      force: () => void this.#start(this.#content, false),
      fork: undefined,
      dismiss: () => this.#sender.dismiss(NEW_PLACE),
    };
  }

  #setFolder(folder: string | undefined): void {
    this.folder = folder;
    this.#sender.dismiss(NEW_PLACE);
  }

  #setBackend(id: string): void {
    this.backend = id;
    this.settings = {};
  }

  /** What was known of another folder or tool is void. */
  #forget(place: string): void {
    this.#asked = place;
    const [folder, backend] = [this.#folder, this.#chosenBackend?.id];
    const offer = new AgentOffer(
      () => this.#api.agentIn(folder, backend),
      () => this.requestUpdate(),
    );
    this.#offer = folder === "" ? undefined : offer;
    this.#source = new CompletionSource({
      info: () => offer.ask(),
      list: (path) => this.#api.folders(`${folder}/${path}`, backend),
    });
  }

  /** Takes over the settings of the session that this one is to be like, where the tool still offers them. */
  #likeBefore(info: AgentInfo): void {
    this.#liked = info;
    this.settings = { ...likeSettings(info, this.from), ...this.settings };
  }

  /** Starts where the tool can be run; else looks whether it can by now, and says why not. */
  async #try(content: BoxContent): Promise<void> {
    if (this.#unable !== undefined) await this.store.readBackends();
    if (this.#unable === undefined) await this.#start(content, false);
    else this.refused = true;
  }

  /** The settings, once it is known which of those of the session that this one is to be like are offered. */
  async #settled(): Promise<StartSettings> {
    const info = this.from === undefined ? undefined : await this.#offer?.ask().catch(() => undefined);
    return info === undefined ? this.settings : { ...likeSettings(info, this.from), ...this.settings };
  }

  async #start(content: BoxContent, create: boolean): Promise<void> {
    this.refused = false;
    if (this.#folder === "") {
      this.#field?.focus();
      return;
    }
    const [folder, backend] = [this.#folder, this.#chosenBackend?.id];
    const slow = setTimeout(() => {
      this.slow = true;
    }, SLOW_MS);
    const receipt = await this.#sender.send(this.#boxes, NEW_PLACE, content, async (id, signal) => {
      this.#box?.attempted(id);
      const settings = await this.#settled();
      return this.#api.start({ ...startRequest(content, { folder, backend, create, settings }), id }, signal);
    });
    clearTimeout(slow);
    this.slow = false;
    if (receipt === undefined) return;
    this.#box?.refresh();
    this.store.sent(receipt.key, receipt.send);
    this.#emit("go-session", { key: receipt.key });
  }

  readonly #key = (event: KeyboardEvent): void => {
    const dialog = event.composedPath().some((target) => target instanceof HTMLDialogElement);
    if (event.key === "Escape" && !event.defaultPrevented && !dialog) this.#emit("leave");
  };

  #emit(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("vibedeck-new-session", NewSession);
