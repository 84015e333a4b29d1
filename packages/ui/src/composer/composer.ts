import type { DriveState, RunSettings, SessionSummary } from "@vibedeck/core";
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
import { startable } from "../drive/composer-place.ts";
import { DriveApi } from "../drive/drive-api.ts";
import { type Unable, unableOf } from "../drive/unable.ts";
import { contextMeterStyles } from "../session/context-meter.ts";
import { base } from "../style/base.ts";
import { stateBadgeStyles } from "../style/state-badge.ts";
import { anewText, takeAnew } from "./anew.ts";
import { boxWords } from "./box-words.ts";
import { type BoxContent, type Boxes, boxesOf } from "./boxes.ts";
import { forkNote, otherProgramNote, unableNote } from "./composer-notes.ts";
import { composerStyles } from "./composer-styles.ts";
import type { BoxSend, MessageBox } from "./message-box.ts";
import "./message-box.ts";
import { noteStyles } from "./note-styles.ts";
import { QueueControl } from "./queue-control.ts";
import { queueList } from "./queue-list.ts";
import { queueStyles } from "./queue-styles.ts";
import { goesOnAlone, runLine, runs } from "./run-line.ts";
import { scrollBarWidth } from "./scroll-bar-width.ts";
import { sendRequest, type Way } from "./send-request.ts";
import { Sender } from "./sender.ts";
import { type SessionOffer, sessionOffer } from "./session-offer.ts";
import { settingsPickers } from "./settings-pickers.ts";
import { type TroubleActions, troubleNote } from "./trouble.ts";
import { TurnClock } from "./turn-clock.ts";
import { turnFigures } from "./turn-figures.ts";

/**
 * The place to drive a session from: what runs, what waits, the box. Events: `go-session` with `{ key }`, `fork` with
 * whether the box begins a fork now, `new-session` when one like this is to begin, `tell` with a sentence for the reader.
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
    refused: { state: true },
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
  /** Something was tried to be sent while the tool cannot be run. */
  declare refused: boolean;
  #offer: SessionOffer | undefined;
  #lastWay: Way = {};
  readonly #clock = new TurnClock(() => this.requestUpdate());
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
    this.refused = false;
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
    this.#clock.run(false);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("sessionKey")) this.#change();
    if (changed.has("forking") && this.forking) this.forkSettings = {};
    if (!runs(this.drive) || goesOnAlone(this.drive)) this.steering = false;
    if (this.#unable === undefined) this.refused = false;
    const { state } = this.drive ?? {};
    this.#clock.run((state === "running" || state === "starting") && this.isConnected);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("drive")) this.#meet();
    if (changed.has("forking") && this.forking) this.focus();
  }

  override render(): TemplateResult {
    const { drive, forking, session } = this;
    const unable = this.#unable;
    const words = boxWords(forking, runs(drive), this.steering, goesOnAlone(drive));
    const trouble = this.#sender.trouble(this.sessionKey);
    return html`<div class="column">
      ${forking ? forkNote(() => this.#emit("fork", false)) : otherProgramNote(drive?.other, trouble, this.canFork ? () => this.#emit("fork", true) : undefined)}
      ${forking ? nothing : queueList(drive, this.#waiting)}
      ${unableNote(unable, this.refused ? () => void this.#send(this.#content, this.#lastWay) : undefined)}
      ${trouble === undefined ? nothing : troubleNote(trouble, this.#troubleActions())}
      ${forking ? nothing : runLine(drive, this.steering, { steer: (steer) => this.#steer(steer), stop: () => void this.#stop() })}
      <vibedeck-message-box .boxes=${this.#boxes} .place=${this.sessionKey} .sending=${this.#sender.sending(this.sessionKey)} .source=${this.#offer?.source}
        .placeholder=${words.placeholder} .sendLabel=${words.sendLabel} .unable=${unable?.text}
        @box-send=${(event: CustomEvent<BoxSend>) => void this.#try(event.detail, { steer: this.steering || event.detail.other })}
        @box-escape=${() => void this.#escape()} @box-used=${() => this.#offer?.agent.want()}>
        ${settingsPickers({
          info: this.#offer?.agent.info,
          failed: this.#offer?.agent.failed,
          model: (forking ? this.forkSettings.model : undefined) ?? drive?.model ?? session?.facts.model,
          permissionMode:
            (forking ? this.forkSettings.permissionMode : undefined) ??
            drive?.permissionMode ??
            session?.facts.permissionMode,
          pick: (change) => void this.#settings(change),
          wanted: () => this.#offer?.agent.want(),
        })}
        ${turnFigures(session, drive)}
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

  #steer(steer: boolean): void {
    this.steering = steer;
    this.focus();
  }

  #change(): void {
    this.#waiting.editing = undefined;
    this.refused = false;
    const changed = (): void => this.requestUpdate();
    this.#offer = sessionOffer(() => this.#api, this.sessionKey, changed);
  }

  /** Why there is no use in sending now. What waits for a turn that runs may well be run after it. */
  get #unable(): Unable | undefined {
    if (runs(this.drive) && !this.forking) return undefined;
    return unableOf(this.store.backends.find(({ id }) => id === this.session?.backend));
  }

  /** Sends where the tool can be run; else looks whether it can by now, and says why not. */
  async #try(content: BoxContent, way: Way): Promise<void> {
    this.#lastWay = way;
    if (this.#unable !== undefined) await this.store.readBackends();
    if (this.#unable === undefined) await this.#send(content, way);
    else this.refused = true;
  }

  async #send(content: BoxContent, way: Way): Promise<void> {
    if (this.#anew(content)) return;
    const { sessionKey, forking } = this;
    this.#lastWay = way;
    this.refused = false;
    const receipt = await this.#sender.send(this.#boxes, sessionKey, content, (id, signal) => {
      this.#box?.attempted(id);
      if (forking)
        return this.#api.fork(
          sessionKey,
          sendRequest(id, content, { force: way.force === true }, this.forkSettings),
          signal,
        );
      const steer = way.steer === true && runs(this.drive) && !goesOnAlone(this.drive);
      return this.#api.send(sessionKey, sendRequest(id, content, { ...way, steer }, {}), signal);
    });
    if (receipt === undefined) return;
    this.store.sent(receipt.key, receipt.send);
    if (this.sessionKey === sessionKey) this.#box?.refresh();
    if (receipt.key !== sessionKey) {
      this.#emit("fork", false);
      this.#emit("go-session", { key: receipt.key });
    }
  }

  /** What follows the command to start anew becomes the beginning of a new session. Returns whether it was one. */
  #anew({ text, files }: BoxContent): boolean {
    const rest = anewText(text, this.#offer?.agent.info?.commands ?? []);
    const { store } = this;
    if (rest === undefined || startable(store.backends, store.me).length === 0) return false;
    takeAnew(this.#boxes, this.sessionKey, rest, files);
    this.#box?.refresh();
    this.#emit("new-session", undefined);
    return true;
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
    else if (runs(this.drive)) void this.#stop();
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

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("vibedeck-composer", Composer);
