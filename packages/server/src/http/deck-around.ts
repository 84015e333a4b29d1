import { LOCAL_PRINCIPAL, type Logger, VibeDeckError } from "@vibedeck/core";
import type { BackendStatus, Engine, MountedBackend } from "@vibedeck/core/host";
import { uiRoot } from "@vibedeck/ui";
import type { Accounts } from "../accounts/accounts.ts";
import { type AuthHost, authHost } from "../auth/auth-host.ts";
import type { Deck, DeckOptions } from "../deck.ts";
import { AgentChecks } from "./agent-checks.ts";
import { createApp } from "./app.ts";
import { parseBasePath, parsePublicUrl } from "./base-path.ts";
import { hostRules } from "./hosts.ts";
import type { StreamLimits } from "./sse/stream-writer.ts";
import { Streams } from "./sse/streams.ts";
import { readUiFiles, type UiFiles } from "./ui-files.ts";

/** What {@link deckAround} takes. */
export interface AroundOptions
  extends Omit<DeckOptions, "stateDir" | "workers" | "maxStreams" | "drive" | "turnGraceMs"> {
  readonly logger: Logger;
  readonly version: string;
  readonly streamLimits?: StreamLimits;
  /** Opens what is kept about people; called when the deck starts. Needed with `auth`. */
  readonly openAccounts?: () => Accounts;
  /** Milliseconds since the epoch. Default: the clock. */
  readonly now?: () => number;
}

/** Puts HTTP around an engine. */
export function deckAround(engine: Engine, options: AroundOptions): Deck {
  const { logger, version, authenticate, statuses } = options;
  const publicUrl = parsePublicUrl(options.publicUrl);
  const basePath = parseBasePath(options.basePath, publicUrl);
  const streams = new Streams(logger, options.streamLimits);
  let state: "new" | "open" | "stopped" = "new";
  let ui: UiFiles | undefined;
  const auth = authOf(options, { publicUrl, basePath, streams });
  const authenticated = authenticate !== undefined || auth !== undefined;
  const app = createApp({
    engine,
    logger,
    authenticate: authenticate ?? (() => LOCAL_PRINCIPAL),
    authenticated,
    ...(auth === undefined ? {} : { auth }),
    hosts: hostRules({
      ...(options.allowedHosts === undefined ? {} : { allowedHosts: options.allowedHosts }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    }),
    basePath,
    streams,
    version,
    statuses: statuses ?? (() => options.backends.map(readyStatus)),
    checks: new AgentChecks(options.backends, logger),
    readOnly: options.readOnly ?? false,
    ui: () => ui,
    servesUi: options.ui !== false,
    open: () => state === "open",
  });
  const close = async (): Promise<void> => {
    await engine.stop();
    auth?.stop();
  };
  const endStreams = (): void => {
    state = "stopped";
    streams.end();
  };
  return {
    handler: app.callback(),
    authenticated,
    readOnly: (options.readOnly ?? false) !== false,
    basePath,
    engine,
    start: async () => {
      if (options.ui !== false) ui = readUiFiles(options.uiRoot ?? uiRoot(), basePath);
      await engine.start();
      auth?.start();
      if (state === "new") state = "open";
      // Stopped while it was starting: what has just been opened must not stay open.
      else await close();
    },
    endStreams,
    stop: async () => {
      endStreams();
      await close();
    },
  };
}

function authOf(
  options: AroundOptions,
  place: { readonly publicUrl: URL | undefined; readonly basePath: string; readonly streams: Streams },
): AuthHost | undefined {
  const { auth: setup, openAccounts, logger, now = Date.now, trustedProxies = [] } = options;
  if (setup === undefined) return undefined;
  const { publicUrl } = place;
  if (options.authenticate !== undefined) {
    throw new VibeDeckError("CONFIG_INVALID", "Both auth and authenticate say who asks: only one can.");
  }
  if (publicUrl === undefined || openAccounts === undefined) {
    throw new VibeDeckError("CONFIG_INVALID", "Sign-in needs to know where people reach the server.", {
      hint: "Set publicUrl.",
    });
  }
  return authHost({ ...place, publicUrl, setup, openAccounts, logger, now, trustedProxies });
}

function readyStatus({ backend }: MountedBackend): BackendStatus {
  const { id, name, title, capabilities } = backend;
  return { id, name, title, capabilities, state: "ready" };
}
