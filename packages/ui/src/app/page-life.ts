import type { Connection } from "../stream/connection.ts";

/** A hidden tab keeps its stream so long, in milliseconds: browsers open only six connections to one server. */
const HIDDEN_MS = 120_000;
/** A stream that was quiet so long when the tab is looked at again may be dead without knowing it. */
const DISTRUST_MS = 20_000;

/** Follows the tab being hidden, shown, suspended, and the network coming and going; ticks for the clocks on the page. */
export class PageLife {
  readonly #connection: Connection;
  readonly #tick: () => void;
  readonly #staysAwake: () => boolean;
  #hide: ReturnType<typeof setTimeout> | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #asleep = false;

  /** @param staysAwake Whether the stream is needed in a hidden tab, too. */
  constructor(connection: Connection, tick: () => void, staysAwake: () => boolean = () => false) {
    this.#connection = connection;
    this.#tick = tick;
    this.#staysAwake = staysAwake;
  }

  /** The stream is needed now, whether the tab is looked at or not. */
  wake(): void {
    if (this.#asleep) this.#connection.connect();
    this.#asleep = false;
  }

  start(): void {
    document.addEventListener("visibilitychange", this.#visible);
    addEventListener("pageshow", this.#visible);
    addEventListener("online", this.#online);
    addEventListener("offline", this.#tick);
    this.#clock = setInterval(() => this.#beat(), 1000);
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.#visible);
    removeEventListener("pageshow", this.#visible);
    removeEventListener("online", this.#online);
    removeEventListener("offline", this.#tick);
    clearTimeout(this.#hide);
    clearInterval(this.#clock);
  }

  /** Every second while the connection is down, for its countdown; else twice a minute. */
  #beat(): void {
    if (document.hidden) return;
    this.#beats += 1;
    if (this.#connection.down || this.#beats % 30 === 0) this.#tick();
  }
  #beats = 0;

  readonly #visible = (): void => {
    clearTimeout(this.#hide);
    if (document.hidden) {
      this.#hide = setTimeout(() => {
        if (this.#staysAwake()) return;
        this.#asleep = true;
        this.#connection.sleep();
      }, HIDDEN_MS);
      return;
    }
    if (this.#asleep) this.#connection.connect();
    else this.#connection.distrust(DISTRUST_MS);
    this.#asleep = false;
    this.#tick();
  };

  readonly #online = (): void => {
    this.#connection.connect();
    this.#tick();
  };
}
