import { createServer, type RequestListener, type Server } from "node:http";

/** How long a client may take to ask, in milliseconds. They do not touch answers, so a stream may stay open. */
export interface RequestTimeouts {
  /** From the first byte to the end of the headers. */
  readonly headersTimeout: number;
  /** From the first byte to the end of the body. */
  readonly requestTimeout: number;
  /** How often late requests are looked for. */
  readonly connectionsCheckingInterval: number;
}

const TIMEOUTS: RequestTimeouts = {
  headersTimeout: 60_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 10_000,
};

/** Makes a server that puts up with neither endless requests nor upgrades. It does not listen yet. */
export function createHttpServer(handler: RequestListener, timeouts: RequestTimeouts = TIMEOUTS): Server {
  const server = createServer({ ...timeouts, maxHeaderSize: 16 * 1024 }, handler);
  // Nothing here speaks WebSocket yet, and a socket that nobody answers would stay open.
  server.on("upgrade", (_request, socket) => socket.destroy());
  return server;
}
