import type { Server } from "node:http";

/** How often connections that became idle are looked for, in milliseconds. */
const IDLE_CHECK_MS = 50;

/**
 * Closes a server: no new connections, streams ended by `endStreams`, requests under way get `drainMs`, and what is
 * left then is cut. Closing alone would wait for kept-alive connections for ever.
 */
export async function drain(server: Server, endStreams: () => void, drainMs: number): Promise<void> {
  if (!server.listening) {
    endStreams();
    return;
  }
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  endStreams();
  server.closeIdleConnections();
  const deadline = performance.now() + drainMs;
  const sweep = setInterval(() => {
    if (performance.now() < deadline) server.closeIdleConnections();
    else server.closeAllConnections();
  }, IDLE_CHECK_MS);
  await closed;
  clearInterval(sweep);
}
