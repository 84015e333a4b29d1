import type { Logger } from "@vibedeck/core";
import type { Deck } from "../deck.ts";

/** What {@link listen} takes. */
export interface ListenOptions {
  /** A name or an address. Default `127.0.0.1`. */
  readonly host?: string;
  /** 0 takes a free one. Default 0. */
  readonly port?: number;
  readonly logger?: Logger;
  /** Listen beyond loopback although nobody signs in. */
  readonly insecureNoAuth?: boolean;
  /** Milliseconds that {@link ListeningServer.close} waits for requests under way. Default 8,000. */
  readonly drainMs?: number;
}

/** A bound server. */
export interface ListeningServer {
  /** Where this machine's browser finds the page, with a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting, ends the streams, waits for requests under way, then cuts. Does not stop the deck. */
  close(): Promise<void>;
}

/**
 * Binds a deck to a port.
 * @throws `VibeDeckError` `LISTEN_REFUSED` beyond loopback without sign-in, `LISTEN_FAILED` when the port cannot be had.
 */
export async function listen(_deck: Deck, _options: ListenOptions = {}): Promise<ListeningServer> {
  throw new Error("unfinished");
}
