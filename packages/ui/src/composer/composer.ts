import type { DriveState, RunSettings, SendRequest, SessionSummary } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { DeckStore } from "../app/deck-store.ts";
import { asApiError } from "../app/http.ts";
import { icon } from "../app/icons.ts";
import { DriveApi } from "../drive/drive-api.ts";
import { dollars } from "../format/figures.ts";
import { contextMeter, contextMeterStyles } from "../session/context-meter.ts";
import { base } from "../style/base.ts";
import { stateBadgeStyles } from "../style/state-badge.ts";
import { AgentOffer } from "./agent-offer.ts";
import { type BoxContent, type Boxes, boxesOf } from "./boxes.ts";
import { CompletionSource } from "./completion-source.ts";
import { composerStyles } from "./composer-styles.ts";
import type { BoxSend, MessageBox } from "./message-box.ts";
import "./message-box.ts";
import { noteStyles } from "./note-styles.ts";
import { QueueControl } from "./queue-control.ts";
import { queueRow } from "./queue-row.ts";
import { queueStyles } from "./queue-styles.ts";
import { scrollBarWidth } from "./scroll-bar-width.ts";
import { elapsed, lastTurnCost, queueOf, runWords } from "./send-words.ts";
import { Sender } from "./sender.ts";
import { settingsPickers } from "./settings-pickers.ts";
import { type Trouble, type TroubleActions, troubleNote } from "./trouble.ts";

/** How to send what stands in the box. */
interface Way {
  readonly steer?: boolean;
  readonly force?: boolean;
}

/**
 * The place to drive a session from: what runs, what waits, the box. Events: `go-session` with `{ key }`, `fork` with
 * whether the box begins a fork now, `tell` with a sentence for the reader.
 */
export class Composer extends LitElement {
  static override properties: PropertyDeclarations = {
    store: { attribute: false },
    owner: { attribute: false },
    sessionKey: { attribute: false },
    session: { attribute: false },
    drive: { attribute: false },
    canFork: { attribute: false },
    forking: { attribute: false },
    steering: { state: true },
    forkSettings: { state: true },
  };
  static override styles: CSSResultGroup = [
    base,
    stateBadgeStyles,
    contextMeterStyles,
    queueStyles,
    noteStyles,
    composerStyles,
  ];

  declare store: DeckStore;
  /** The reader: drafts are theirs. */
  declare owner: string;
  declare sessionKey: string;
  declare session: SessionSummary | undefined;
  declare drive: DriveState | undefined;
  declare canFork: boolean;
  /** True when the next message begins a fork of the session. */
  declare forking: boolean;
  declare steering: boolean;
  declare forkSettings: RunSettings;
  #offer: AgentOffer | undefined;
  #source: CompletionSource | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #lastWay: Way = {};
  readonly #sender = new Sender(() => this.requestUpdate());
  readonly #waiting = new QueueControl({
    key: () => this.sessionKey,
    api: () => this.#api,
    changed: () => this.requestUpdate(),
    attempt: (run) => this.#do(run),
    put: (text) => this.#box?.put(text),
    focusBox: () => this.focus(),
    focusEditor: () =>
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>(".editor textarea")?.focus(),
      ),
    tell: (text) => this.#emit("tell", text),
  });

  constructor() {
    super();
    this.owner = "";
    this.canFork = false;
    this.forking = false;
    this.steering = false;
    this.forkSettings = {};
  }

  /** The session lies under another key now: what was written goes with it. */
  moved(from: string, to: string): void {
    this.#box?.move(from, to);
  }

  override focus(): void {
    this.#box?.focus();
  }

  override firstUpdated(): void {
    this.style.setProperty("--scroll-bar", `${scrollBarWidth()}px`);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("sessionKey")) this.#change();
    if (changed.has("forking") && this.forking) this.forkSettings = {};
    if (!this.#running) this.steering = false;
    this.#tick();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("drive")) this.#meet();
    if (changed.has("forking") && this.forking) this.focus();
  }

  override render(): TemplateResult {
    const { drive, forking } = this;
    const trouble = this.#sender.trouble(this.sessionKey);
    return html`<div class="column">
      ${forking ? this.#forkNote() : this.#otherProgram(trouble)}
      ${this.#queue()}
      ${trouble === undefined ? nothing : troubleNote(trouble, this.#troubleActions())}
      ${forking ? nothing : this.#run()}
      <vibedeck-message-box .boxes=${this.#boxes} .place=${this.sessionKey} .sending=${this.#sender.sending(this.sessionKey)} .source=${this.#source}
        .placeholder=${this.#placeholder} .sendLabel=${this.#sendLabel}
        @box-send=${(event: CustomEvent<BoxSend>) => void this.#send(event.detail, { steer: this.steering || event.detail.other })}
        @box-escape=${() => void this.#escape()} @box-focus=${() => this.#offer?.want()}>
        ${settingsPickers({
          info: this.#offer?.info,
          failed: this.#offer?.failed,
          model: (forking ? this.forkSettings.model : undefined) ?? drive?.model ?? this.session?.facts.model,
          permissionMode:
            (forking ? this.forkSettings.permissionMode : undefined) ??
            drive?.permissionMode ??
            this.session?.facts.permissionMode,
          pick: (change) => void this.#settings(change),
          wanted: () => this.#offer?.want(),
        })}
        ${this.#figures()}
      </vibedeck-message-box>
    </div>`;
  }

  get #box(): MessageBox | null {
    return this.renderRoot.querySelector("vibedeck-message-box");
  }

  /** What is to be sent when a button says so. */
  get #content(): BoxContent {
    return this.#box?.content ?? this.#boxes.read(this.sessionKey);
  }

  get #boxes(): Boxes {
    return boxesOf(this.owner);
  }

  get #api(): DriveApi {
    return new DriveApi(this.store.api.http);
  }

  /** A turn is on, or begins. */
  get #running(): boolean {
    const state = this.drive?.state;
    return state === "running" || state === "starting" || state === "stopping";
  }

  get #placeholder(): string {
    if (this.forking) return "First message of the fork";
    if (!this.#running) return "Message, /command or @file";
    return this.steering ? "Message into the running turn" : "Message for the next turn";
  }

  get #sendLabel(): string {
    if (this.forking) return "Fork and send";
    if (!this.#running) return "Send";
    return this.steering ? "Send into the running turn" : "Queue";
  }

  #forkNote(): TemplateResult {
    return html`<div class="note">
      ${icon("fork")}
      <p>A fork begins as a copy of this session. This one stays as it is.</p>
      <button class="framed" @click=${() => this.#emit("fork", false)}>Cancel</button>
    </div>`;
  }

  #otherProgram(trouble: Trouble | undefined): TemplateResult | typeof nothing {
    const other = this.drive?.other;
    // The server's refusal says the same and offers more.
    const told = trouble?.kind === "failed" && trouble.error.code === "RUNS_ELSEWHERE";
    if (other === undefined || told) return nothing;
    const does = other.state === "idle" ? "has this session open" : "runs this session now";
    const name = other.name.charAt(0).toUpperCase() + other.name.slice(1);
    return html`<div class="note warning">
      ${icon("notice")}
      <p><bdi>${name}</bdi> ${does}. <span>A message from here would go on beside it; a fork does not get in its way.</span></p>
      ${this.canFork ? html`<button class="framed" @click=${() => this.#emit("fork", true)}>Fork</button>` : nothing}
    </div>`;
  }

  #queue(): TemplateResult | typeof nothing {
    const sends = queueOf(this.drive, this.#waiting.dismissed);
    if (sends.length === 0 || this.forking) return nothing;
    const view = {
      running: this.drive?.state === "running",
      editing: this.#waiting.editing,
      busy: this.#waiting.busy,
      now: Date.now(),
    };
    return html`<ol class="queue" aria-label="Messages that wait">${sends.map((send) => queueRow(send, view, this.#waiting.actions))}</ol>`;
  }

  #run(): TemplateResult | typeof nothing {
    const words = runWords(this.drive);
    if (words === undefined || this.drive === undefined) return nothing;
    const { state, since } = this.drive;
    const time = state === "running" ? elapsed(since, Date.now()) : "";
    return html`<div class="run">
      <span class="state ${this.#running ? "working" : ""}" aria-hidden="true"></span>
      <span class="phase" role="status" title=${words}><bdi>${words}</bdi></span>
      <span aria-hidden="true">${time}</span>
      <span class="space"></span>
      ${state === "running" ? this.#switch() : nothing}
      ${
        this.#running
          ? html`<button class="framed stop" ?disabled=${state === "stopping"} title="Stop the turn (Escape in the empty box)" @click=${() => void this.#stop()}>
              ${icon("stop", 14)} Stop <kbd aria-hidden="true">esc</kbd></button>`
          : nothing
      }
    </div>`;
  }

  #switch(): TemplateResult {
    const option = (steer: boolean, text: string, title: string): TemplateResult =>
      html`<button aria-pressed=${this.steering === steer} title=${title} @click=${() => this.#steer(steer)}>${text}</button>`;
    return html`<div class="segments" role="group" aria-label="Where the next message goes">
      ${option(false, "Queue", "Messages wait until this turn is over (Enter)")}
      ${option(true, "Steer", "Messages go into the running turn (Ctrl or Cmd + Enter)")}
    </div>`;
  }

  #figures(): TemplateResult | typeof nothing {
    const context = this.session?.facts.context;
    const usd = lastTurnCost(this.drive);
    if (context === undefined && usd === undefined) return nothing;
    return html`<span slot="beside" class="figures">
      ${usd === undefined ? nothing : html`<span title="The last turn, as the tool counts it">${dollars(usd)} last turn</span>`}
      ${context === undefined ? nothing : contextMeter(context)}
    </span>`;
  }

  #steer(steer: boolean): void {
    this.steering = steer;
    this.focus();
  }

  #change(): void {
    this.#waiting.editing = undefined;
    const { sessionKey } = this;
    const offer = new AgentOffer(
      () => this.#api.agent(sessionKey),
      () => this.requestUpdate(),
    );
    this.#offer = offer;
    this.#source = new CompletionSource({
      info: () => offer.ask(),
      list: (folder) => this.#api.files(sessionKey, folder),
    });
  }

  async #send(content: BoxContent, way: Way): Promise<void> {
    const { sessionKey, forking } = this;
    this.#lastWay = way;
    const receipt = await this.#sender.send(this.#boxes, sessionKey, content, (id, signal) => {
      this.#box?.attempted(id);
      const request = this.#request(id, content, way);
      return forking
        ? this.#api.fork(sessionKey, request, signal)
        : this.#api.send(sessionKey, request, signal);
    });
    if (receipt === undefined) return;
    this.store.sent(receipt.key, receipt.send);
    if (this.sessionKey === sessionKey) this.#box?.refresh();
    if (receipt.key !== sessionKey) {
      this.#emit("fork", false);
      this.#emit("go-session", { key: receipt.key });
    }
  }

  #request(id: string, { text, files }: BoxContent, { steer, force }: Way): SendRequest {
    return {
      id,
      text,
      ...(files.length === 0 ? {} : { attachments: files.map(({ content }) => content) }),
      ...(steer === true && this.#running && !this.forking ? { steer } : {}),
      ...(force === true ? { force } : {}),
      ...(this.forking ? this.forkSettings : {}),
    };
  }

  #troubleActions(): TroubleActions {
    const place = this.sessionKey;
    return {
      stop: () => this.#sender.stop(place),
      again: () => void this.#send(this.#content, this.#lastWay),
      force: () => void this.#send(this.#content, { ...this.#lastWay, force: true }),
      fork: this.canFork ? () => this.#forkInstead() : undefined,
      dismiss: () => this.#sender.dismiss(place),
    };
  }

  #forkInstead(): void {
    this.#sender.dismiss(this.sessionKey);
    this.#emit("fork", true);
  }

  /** What the stream says the server has need not be sent again. */
  #meet(): void {
    const ids = new Set(this.drive?.sends.map(({ id }) => id));
    if (this.#sender.arrived(this.#boxes, this.sessionKey, ids)) this.#box?.refresh();
  }

  async #settings(change: Pick<RunSettings, "model" | "permissionMode">): Promise<void> {
    if (this.forking) {
      this.forkSettings = { ...this.forkSettings, ...change };
      return;
    }
    const { sessionKey } = this;
    await this.#do(() => this.store.askDrive(sessionKey, () => this.#api.settings(sessionKey, change)));
  }

  #escape(): void {
    if (this.forking) this.#emit("fork", false);
    else if (this.#running) void this.#stop();
    else this.#box?.blur();
  }

  async #stop(): Promise<void> {
    if (this.drive?.state === "stopping") return;
    const { sessionKey } = this;
    await this.#do(() => this.store.askDrive(sessionKey, () => this.#api.interrupt(sessionKey)));
  }

  async #do(run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      const { message, hint } = asApiError(error);
      this.#emit("tell", hint === undefined ? message : `${message} ${hint}`);
      return false;
    }
  }

  /** The time of a running turn goes on by itself. */
  #tick(): void {
    const wanted = this.drive?.state === "running" && this.isConnected;
    if (wanted && this.#clock === undefined) this.#clock = setInterval(() => this.requestUpdate(), 1000);
    if (wanted || this.#clock === undefined) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("vibedeck-composer", Composer);
