import { LOCAL_PRINCIPAL, type Logger, VibeDeckError } from "@vibedeck/core";
import { Disposer } from "@vibedeck/core/host";
import type { AuthSetup } from "../auth/setup.ts";
import { type Config, type Flags, loadConfig } from "../config/load-config.ts";
import { createDeck, type Deck, type DeckOptions } from "../deck.ts";
import { listen } from "../http/listen.ts";
import { createLogger } from "../http/log.ts";
import { loadAuth } from "../plugins/load-auth.ts";
import { type LoadedBackends, loadBackends } from "../plugins/load-backends.ts";
import { demoConfig } from "./demo-config.ts";
import { hiddenRoots } from "./hidden-roots.ts";
import { ProgressLine } from "./progress-line.ts";
import { shouldOpen } from "./should-open.ts";
import { DRAIN_MS, stopLimits } from "./stop-limits.ts";
import { plainText, type Terminal, type TextSink } from "./terminal.ts";

/**
 * `vibedeck serve`: loads, listens, says where, and stays until it is told to stop.
 * @throws `VibeDeckError` of whatever keeps it from serving; everything that was started is stopped again then.
 */
export async function serve(flags: Flags, terminal: Terminal): Promise<number> {
  const config = loadConfig(flags, terminal);
  const running = new Disposer("The server", stopLimits(config.serve.turnGrace).step);
  try {
    await start(config, flags.has("--demo"), terminal, running);
  } catch (error) {
    // Why it cannot serve is what counts now.
    await running.dispose().catch(() => {});
    throw error;
  }
  return 0;
}

async function start(written: Config, asDemo: boolean, terminal: Terminal, running: Disposer): Promise<void> {
  const bar = progressLine(written, terminal.stderr);
  const logger = loggerOf(written, bar ?? terminal.stderr);
  const ending = new AbortController();
  // From here on a signal ends what has been started so far, and a second one what that waits for.
  const stopped = terminal.untilStopped({
    close: () => running.dispose(),
    hurry: () => ending.abort(),
    limitMs: stopLimits(written.serve.turnGrace).whole,
    logger,
  });
  warnAbout(written, terminal, logger);
  const config = asDemo ? await demo(written, running, logger) : written;
  // First of all: without the sign-in that the configuration asks for, nothing may be served.
  const leaving = new AbortController();
  running.defer("sign-in", () => leaving.abort());
  const auth = await loadAuth(config, { logger, signal: leaving.signal });
  const backends = await loadBackends(config, { logger, hasUsers: auth !== undefined });
  running.defer("backends", () => backends.dispose());
  // Ends the agents, and with them the turns that stopping waits for.
  ending.signal.addEventListener("abort", () => backends.abort());
  const deck = deckOf(config, asDemo, backends, auth, logger);
  running.defer("deck", () => deck.stop());
  if (auth !== undefined && !deck.authenticated)
    throw new VibeDeckError("INTERNAL", "The sign-in of the configuration is not in effect.");
  if (bar !== undefined) running.defer("progress", () => bar.stop());
  await deck.start();
  if (auth !== undefined) warnOfHidden(backends, logger);
  const { host, port, insecureNoAuth } = config.serve;
  const server = await listen(deck, { host, port, insecureNoAuth, logger, drainMs: DRAIN_MS });
  running.defer("connections", () => server.close());
  greet(config, server.url, backends, terminal);
  logger.debug({ url: server.url }, "Listening");
  bar?.follow(() => deck.engine.view({ principal: LOCAL_PRINCIPAL }).progress());
  if (shouldOpen(config.serve.open, terminal)) await open(addressOf(config, server.url), terminal, logger);
  await stopped;
}

const WHY_DEMO = "These sessions are invented: nothing can be sent into them.";

function loggerOf({ log }: Config, to: TextSink): Logger {
  return createLogger({
    level: log.level,
    to,
    ...(log.format === "auto" ? {} : { pretty: log.format === "pretty" }),
  });
}

function progressLine({ log }: Config, stderr: TextSink): ProgressLine | undefined {
  return stderr.isTTY === true && log.format !== "json" && log.level !== "silent"
    ? new ProgressLine(stderr)
    : undefined;
}

function warnAbout(config: Config, { uid }: Terminal, logger: Logger): void {
  for (const warning of config.warnings) logger.warn({}, warning);
  if (uid === 0) logger.warn({}, "VibeDeck runs as root: a user of its own is safer.");
}

/** Finding out may take a while, and nobody waits for it. */
function warnOfHidden({ mounted }: LoadedBackends, logger: Logger): void {
  void hiddenRoots(mounted).then((sentences) => {
    for (const sentence of sentences) logger.warn({}, sentence);
  });
}

async function demo(config: Config, running: Disposer, logger: Logger): Promise<Config> {
  if (config.auth !== undefined)
    logger.info({}, "The demo ignores [auth] and listens on 127.0.0.1 only: its sessions are invented.");
  const stop = new AbortController();
  running.defer("demo", () => stop.abort());
  const { startDemo } = await import("../demo/index.ts");
  return demoConfig(config, (await startDemo(stop.signal)).home);
}

function deckOf(
  { serve: settings }: Config,
  asDemo: boolean,
  backends: LoadedBackends,
  auth: AuthSetup | undefined,
  logger: Logger,
): Deck {
  return createDeck({
    backends: backends.mounted,
    statuses: () => backends.registry.statuses(),
    stateDir: settings.stateDir,
    logger,
    allowedHosts: settings.allowedHosts,
    trustedProxies: settings.trustedProxies,
    ...(auth === undefined ? {} : { auth }),
    readOnly: asDemo ? WHY_DEMO : settings.readOnly,
    drive: {
      maxRunning: settings.maxAgents,
      idleMs: settings.agentIdle * 1_000,
      maxQueued: settings.maxQueue,
      sendsPerMinute: settings.sendsPerMinute,
    },
    turnGraceMs: settings.turnGrace * 1_000,
    ...(settings.metrics ? { metrics: metricsOptions(settings) } : {}),
    ...(settings.publicUrl === undefined ? {} : { publicUrl: settings.publicUrl }),
  });
}

function metricsOptions({ metricsToken }: Config["serve"]): NonNullable<DeckOptions["metrics"]> {
  return metricsToken === undefined ? {} : { token: metricsToken.reveal() };
}

function greet(
  { auth, serve: { publicUrl } }: Config,
  url: string,
  backends: LoadedBackends,
  { stdout }: Terminal,
): void {
  const elsewhere = publicUrl === undefined ? "" : ` (for others: ${publicUrl})`;
  // Signing in works at the public address only: elsewhere the provider would not send anybody back.
  const where = auth === undefined ? `${url}${elsewhere}` : `${publicUrl} (listening on ${url})`;
  stdout.write(`VibeDeck is at ${where}\n`);
  if (backends.mounted.length > 0) return;
  const failed = backends.registry.statuses().map(({ id }) => id);
  stdout.write(
    plainText(
      `No backend works (${failed.join(", ")}), so there is nothing to see. \`vibedeck doctor\` says why.\n`,
    ),
  );
}

function addressOf({ auth, serve }: Config, url: string): string {
  return auth === undefined ? url : (serve.publicUrl ?? url);
}

async function open(url: string, terminal: Terminal, logger: Logger): Promise<void> {
  try {
    await terminal.openBrowser(url);
  } catch (error) {
    logger.debug({ err: error }, "The browser could not be opened");
  }
}
