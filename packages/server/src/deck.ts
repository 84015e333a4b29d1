import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger, Principal } from "@vibedeck/core";
import {
  type BackendStatus,
  createEngine,
  type DriveLimits,
  type Engine,
  type MountedBackend,
} from "@vibedeck/core/host";
import { openAccounts } from "./accounts/open-accounts.ts";
import type { AuthSetup } from "./auth/setup.ts";
import { deckAround } from "./http/deck-around.ts";
import { silentUnlessGiven } from "./http/log.ts";
import { packageVersion } from "./http/package-version.ts";

/** Tells who is asking. `undefined` answers 401. It may only read the request. */
export type Authenticate = (
  request: IncomingMessage,
) => Principal | undefined | Promise<Principal | undefined>;

/** What {@link createDeck} takes. */
export interface DeckOptions {
  readonly backends: readonly MountedBackend[];
  /** What `GET /api/backends` shows, failed ones too. Default: every backend, as ready. */
  readonly statuses?: () => readonly BackendStatus[];
  /** Directory for the index and the user data; made with mode 0700 when missing. */
  readonly stateDir: string;
  /** pino's loggers fit. Default: silence. */
  readonly logger?: Logger;
  /** Worker threads for the first reading. Default 2; 0 reads in the main thread. */
  readonly workers?: number;
  /** Streams one user may hold. */
  readonly maxStreams?: number;
  /** Sessions can only be looked at: every call that drives is refused with `READ_ONLY`. A sentence tells people why. */
  readonly readOnly?: boolean | string;
  /** How driving is bounded. */
  readonly drive?: Partial<DriveLimits>;
  /** Milliseconds that running turns get when the deck stops. Default 10,000. */
  readonly turnGraceMs?: number;
  /** Who asks, where another app knows it. Default: everybody who reaches the server is the local principal. */
  readonly authenticate?: Authenticate;
  /** People sign in. Needs {@link DeckOptions.publicUrl}; excludes {@link DeckOptions.authenticate}. */
  readonly auth?: AuthSetup;
  /** Addresses and networks (`10.0.0.0/8`) of proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  /**
   * Values of the `Host` header that are served beside the address a connection came in on, exactly as browsers send
   * them: `deck.example` or `deck.example:8080`.
   */
  readonly allowedHosts?: readonly string[];
  /** Where people reach the server, when a proxy stands before it: `https://example.org/deck`. Its path is the base path. */
  readonly publicUrl?: string;
  /** Path below which everything is served, such as `/deck`. Default: the path of `publicUrl`, else none. */
  readonly basePath?: string;
  /** Serve the page. Default true; false leaves only the API. */
  readonly ui?: boolean;
  /**
   * Figures at `GET /metrics`, for admins and for whoever sends `Authorization: Bearer TOKEN`. Where nobody signs in
   * and there is no token, for everybody who reaches the server. Default: none.
   */
  readonly metrics?: { readonly token?: string };
  /** Folder of another build of the page: `index.html` and `assets/`. Default: that of `@vibedeck/ui`. */
  readonly uiRoot?: string;
  /** Shown to signed-in people. Default: the version of this package. */
  readonly version?: string;
}

/** A server without a socket: mount `handler` where you like, or give it to {@link listen}. */
export interface Deck {
  /** A listener for `http.createServer`, Express or Connect. Answers 503 until {@link start} is done. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  /** True when {@link DeckOptions.authenticate} was given. */
  readonly authenticated: boolean;
  /** True when sessions can only be looked at. */
  readonly readOnly: boolean;
  /** The path below which everything is served: empty, or like `/deck`. */
  readonly basePath: string;
  readonly engine: Engine;
  /**
   * Opens the index, begins to watch and to read, loads the page. Resolves before everything is read.
   * @throws `VibeDeckError` `STATE_IN_USE`, `STATE_UNWRITABLE`, `STATE_BROKEN`.
   */
  start(): Promise<void>;
  /** Says goodbye to all streams and refuses new ones. {@link stop} does it too. */
  endStreams(): void;
  /** Ends the streams, then stops watching and writes what is pending. */
  stop(): Promise<void>;
}

/** Makes a deck. Nothing listens, reads files or touches signals before {@link Deck.start}. */
export function createDeck(options: DeckOptions): Deck {
  const version = options.version ?? packageVersion();
  const logger = silentUnlessGiven(options.logger);
  const engine = createEngine({
    backends: options.backends,
    stateDir: options.stateDir,
    logger,
    version,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.maxStreams === undefined ? {} : { maxStreams: options.maxStreams }),
    ...(options.readOnly === undefined ? {} : { readOnly: options.readOnly !== false }),
    ...(options.drive === undefined ? {} : { drive: options.drive }),
    ...(options.turnGraceMs === undefined ? {} : { turnGraceMs: options.turnGraceMs }),
  });
  return deckAround(engine, {
    ...options,
    logger,
    version,
    openAccounts: () => openAccounts(options.stateDir, logger),
  });
}
