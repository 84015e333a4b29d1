import type { nothing, TemplateResult } from "lit";
import { readPreference, writePreference } from "../app/preferences.ts";
import { watchReader } from "../app/reader.ts";
import { notifySwitch } from "./notify-switch.ts";

/** Where the reader's choice stands. `blocked`: the browser was told to refuse. `missing`: it cannot do it here. */
export type NotifierState = "missing" | "off" | "on" | "blocked";

/** What a notification says. Never what was written in a session: others may look at the screen. */
export interface Note {
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

/** The tab that holds it is the one that notifies; the others are quiet. */
const LEAD = "vibedeck-notifies";
/** Each tab that is looked at holds it, shared. */
const SEEN = "vibedeck-is-seen";

/**
 * Notifications of the browser, when the reader wants them: from one tab, and only while none is looked at.
 * Dispatches `change` when its state changes and `lead` when this tab became the one that notifies.
 */
export class Notifier extends EventTarget {
  readonly #open: (key: string) => void;
  #wanted: boolean;
  #leads = false;
  #stop: AbortController | undefined;
  #watch: AbortController | undefined;

  /** @param open Shows a session. */
  constructor(open: (key: string) => void) {
    super();
    this.#open = open;
    this.#wanted = readPreference("notify") === true;
  }

  get state(): NotifierState {
    if (!("Notification" in globalThis) || navigator.locks === undefined) return "missing";
    if (Notification.permission === "denied") return "blocked";
    return this.#wanted && Notification.permission === "granted" ? "on" : "off";
  }

  /** Whether it is this tab that notifies. */
  get leads(): boolean {
    return this.#leads;
  }

  start(): void {
    document.addEventListener("visibilitychange", this.#looked);
    addEventListener("storage", this.#chosenElsewhere);
    this.#watch = new AbortController();
    watchReader({ change: this.#chosenElsewhere }, this.#watch.signal);
    this.#follow();
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.#looked);
    removeEventListener("storage", this.#chosenElsewhere);
    this.#watch?.abort();
    this.#stop?.abort();
    this.#stop = undefined;
    this.#release?.();
    this.#leads = false;
  }

  /** Switches it on or off; asks the browser's leave when that is needed. To be called from a click. */
  async toggle(): Promise<NotifierState> {
    if (this.state === "missing") return "missing";
    const on = this.state !== "on";
    if (on && Notification.permission === "default") await Notification.requestPermission();
    this.#wanted = on && Notification.permission === "granted";
    writePreference("notify", this.#wanted);
    this.#follow();
    this.dispatchEvent(new Event("change"));
    return this.state;
  }

  /** The switch; nothing where there are no notifications. Whoever shows it needs none of this code before. */
  button(tell: (text: string) => void): TemplateResult | typeof nothing {
    return notifySwitch(this.state, () => this.toggle(), tell);
  }

  /** Shows a note, when it is on, this tab notifies, and no tab is looked at. */
  async show({ key, title, body }: Note): Promise<void> {
    if (this.state !== "on" || !this.#leads || !document.hidden || (await isSeen())) return;
    try {
      const shown = new Notification(title, { body, tag: `vibedeck-${key}` });
      shown.addEventListener("click", () => {
        shown.close();
        window.focus();
        this.#open(key);
      });
    } catch {
      // Some phones have notifications for installed pages only; the title and the list still tell.
    }
  }

  /** Takes the locks that go with the present state, and lets go of the others. */
  #follow(): void {
    const on = this.state === "on";
    if (on && this.#stop === undefined) {
      this.#stop = new AbortController();
      void this.#lead(this.#stop.signal);
      this.#looked();
    } else if (!on) {
      this.#stop?.abort();
      this.#stop = undefined;
      this.#release?.();
    }
  }

  /** Another tab switched it on or off. */
  readonly #chosenElsewhere = (): void => {
    const wanted = readPreference("notify") === true;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#follow();
    this.dispatchEvent(new Event("change"));
  };

  async #lead(signal: AbortSignal): Promise<void> {
    await navigator.locks
      .request(LEAD, { signal }, () => {
        this.#leads = true;
        this.dispatchEvent(new Event("lead"));
        return new Promise<void>((resolve) =>
          signal.addEventListener("abort", () => resolve(), { once: true }),
        );
      })
      .catch(() => undefined); // Switched off while it waited.
    this.#leads = false;
  }

  readonly #looked = (): void => {
    if (document.hidden || this.#stop === undefined) {
      this.#release?.();
      return;
    }
    if (this.#release !== undefined) return;
    const seen = new Promise<void>((resolve) => {
      this.#release = () => {
        this.#release = undefined;
        resolve();
      };
    });
    void navigator.locks.request(SEEN, { mode: "shared" }, () => seen).catch(() => undefined);
  };
  #release: (() => void) | undefined;
}

async function isSeen(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === SEEN);
}
