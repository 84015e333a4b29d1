import type { RequestListener, ServerResponse } from "node:http";
import { LOCAL_PRINCIPAL, type Logger, VibeDeckError } from "@vibedeck/core";
import type { BackendStatus, Engine, MountedBackend } from "@vibedeck/core/host";
import { uiRoot } from "@vibedeck/ui";
import type { Accounts } from "../accounts/accounts.ts";
import type { AuthHost, AuthHostOptions } from "../auth/auth-host.ts";
import type { Deck, DeckOptions } from "../deck.ts";
import { PlaceBoard } from "../places/place-board.ts";
import { warnOfPlaces } from "../places/warn-of-places.ts";
import { AgentChecks } from "./agent-checks.ts";
import { createApp } from "./app.ts";
import { parseBasePath, parsePublicUrl } from "./base-path.ts";
import { clientAddresses } from "./client-address.ts";
import { failureOf, unavailable } from "./errors.ts";
import { hostRules } from "./hosts.ts";
import { type MetricSources, Metrics } from "./metrics/metrics.ts";
import type { MetricsAccess } from "./metrics/metrics-access.ts";
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
  const { logger, version, authenticate } = options;
  const statuses = options.statuses ?? (() => options.backends.map(readyStatus));
  const publicUrl = parsePublicUrl(options.publicUrl);
  const basePath = parseBasePath(options.basePath, publicUrl);
  const streams = new Streams(logger, options.streamLimits);
  const places = new PlaceBoard(options.backends, logger);
  const figures = metricsAccess(options, { engine, statuses, places, streams, version });
  let state: "new" | "open" | "stopped" = "new";
  let ui: UiFiles | undefined;
  const wanted = authOptions(options, { engine, publicUrl, basePath, streams, places });
  const authenticated = authenticate !== undefined || wanted !== undefined;
  let auth: AuthHost | undefined;
  const appWith = (host: AuthHost | undefined): RequestListener =>
    createApp({
      engine,
      logger,
      authenticate: authenticate ?? (() => LOCAL_PRINCIPAL),
      authenticated,
      ...(host === undefined ? {} : { auth: host }),
      hosts: hostRules({
        ...(options.allowedHosts === undefined ? {} : { allowedHosts: options.allowedHosts }),
        ...(publicUrl === undefined ? {} : { publicUrl }),
      }),
      basePath,
      streams,
      version,
      statuses,
      checks: new AgentChecks(options.backends, logger),
      places,
      ...(figures === undefined ? {} : { metrics: figures }),
      readOnly: options.readOnly ?? false,
      ui: () => ui,
      servesUi: options.ui !== false,
      open: () => state === "open",
    }).callback();
  let handler = wanted === undefined ? appWith(undefined) : sayStarting;
  /** What sign-in needs is loaded only where people sign in: it is a good part of the server's code. */
  const startAuth = async (options: AuthHostOptions): Promise<void> => {
    const { authHost } = await import("../auth/auth-host.ts");
    auth = authHost(options);
    auth.start();
    handler = appWith(auth);
  };
  const close = async (): Promise<void> => {
    try {
      await engine.stop();
    } finally {
      figures?.metrics.stop();
      auth?.stop();
    }
  };
  const endStreams = (): void => {
    state = "stopped";
    streams.end();
  };
  return {
    handler: (request, response) => void handler(request, response),
    authenticated,
    readOnly: (options.readOnly ?? false) !== false,
    basePath,
    engine,
    start: async () => {
      if (options.ui !== false) ui = readUiFiles(options.uiRoot ?? uiRoot(), basePath);
      if (wanted === undefined) warnOfPlaces(options.backends, authenticated, logger);
      await engine.start();
      try {
        if (wanted !== undefined) await startAuth(wanted);
      } catch (error) {
        await close();
        throw error;
      }
      figures?.metrics.start();
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

function authOptions(
  options: AroundOptions,
  place: {
    readonly engine: Engine;
    readonly publicUrl: URL | undefined;
    readonly basePath: string;
    readonly streams: Streams;
    readonly places: PlaceBoard;
  },
): AuthHostOptions | undefined {
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
  return { ...place, publicUrl, setup, openAccounts, logger, now, trustedProxies };
}

function metricsAccess(
  { metrics, trustedProxies = [] }: AroundOptions,
  sources: MetricSources,
): MetricsAccess | undefined {
  if (metrics === undefined) return undefined;
  const { token } = metrics;
  return {
    metrics: new Metrics(sources),
    addresses: clientAddresses(trustedProxies),
    ...(token === undefined ? {} : { token }),
  };
}

function sayStarting(_request: unknown, response: ServerResponse): void {
  const { body } = failureOf(unavailable("The server is starting."), "");
  response.writeHead(503, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "Retry-After": "2",
    Connection: "close",
  });
  response.end(JSON.stringify(body));
}

function readyStatus({ backend }: MountedBackend): BackendStatus {
  const { id, name, title, capabilities } = backend;
  return { id, name, title, capabilities, state: "ready" };
}
