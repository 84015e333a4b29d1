import { lookup } from "node:dns/promises";
import type { Server } from "node:http";
import { type Logger, silentLogger, VibeDeckError } from "@vibedeck/core";
import type { Deck } from "../deck.ts";
import { drain } from "./drain.ts";
import { isLoopback } from "./hosts.ts";
import { createHttpServer } from "./http-server.ts";

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
export async function listen(deck: Deck, options: ListenOptions = {}): Promise<ListeningServer> {
  const { host = "127.0.0.1", port = 0, logger = silentLogger, drainMs = 8_000 } = options;
  const address = await addressOf(host);
  if (!isLoopback(address) && !deck.authenticated)
    checkOpenness(deck, host, options.insecureNoAuth === true, logger);
  const server = createHttpServer(deck.handler);
  await bind(server, address, port, host);
  const bound = server.address();
  const realPort = typeof bound === "object" && bound !== null ? bound.port : port;
  server.on("error", (error) => logger.error({ err: error }, "The listening socket failed"));
  return {
    url: urlOf(address, realPort, deck.basePath),
    port: realPort,
    close: () => drain(server, () => deck.endStreams(), drainMs),
  };
}

/** Resolved before binding, so that what was checked is what is bound. */
async function addressOf(host: string): Promise<string> {
  if (host.trim() === "") {
    throw new VibeDeckError("LISTEN_FAILED", "The host to listen on is empty.", { hint: "Use 127.0.0.1." });
  }
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new VibeDeckError("LISTEN_FAILED", `There is no address for the host "${host.slice(0, 100)}".`, {
      cause: error,
      hint: "Use 127.0.0.1, or an address of this machine.",
    });
  }
}

function checkOpenness(deck: Deck, host: string, insecureNoAuth: boolean, logger: Logger): void {
  if (!insecureNoAuth) {
    throw new VibeDeckError(
      "LISTEN_REFUSED",
      `Listening on ${host} would let everybody on the network read all sessions${alsoRun(deck)}, because nobody has to sign in.`,
      {
        hint: "Let people sign in with an [auth] table, or listen on 127.0.0.1, or allow it with insecure_no_auth.",
      },
    );
  }
  logger.warn(
    { host },
    `Everybody who reaches this address can read all sessions${alsoRun(deck)}: nobody has to sign in`,
  );
}

/** Whoever drives an agent has it run commands. */
function alsoRun({ readOnly }: Deck): string {
  return readOnly ? "" : " and run commands on this machine";
}

async function bind(server: Server, address: string, port: number, host: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: address, port }, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    throw bindError(error, host, port);
  }
}

function bindError(error: unknown, host: string, port: number): VibeDeckError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const failed = (message: string, hint: string): VibeDeckError =>
    new VibeDeckError("LISTEN_FAILED", message, { cause: error, hint });
  switch (code) {
    case "EADDRINUSE":
      return failed(
        `Port ${port} on ${host} is already in use.`,
        "Stop the other program, or choose another port.",
      );
    case "EACCES":
      return failed(`You may not listen on port ${port}.`, "Choose a port from 1024 up.");
    case "EADDRNOTAVAIL":
      return failed(`This machine has no address ${host}.`, "Use 127.0.0.1, or an address of this machine.");
    case "ERR_SOCKET_BAD_PORT":
      return failed(`${port} is not a port.`, "Ports go from 0 to 65535.");
    default:
      return failed(`Listening on ${host}, port ${port}, failed.`, String(code ?? "See the cause."));
  }
}

function urlOf(address: string, port: number, basePath: string): string {
  // Nobody can browse to "all addresses".
  const reachable = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
  const host = reachable.includes(":") ? `[${reachable}]` : reachable;
  return `http://${host}${port === 80 ? "" : `:${port}`}${basePath}/`;
}
