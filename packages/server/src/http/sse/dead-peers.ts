import { readFile } from "node:fs/promises";

/**
 * So many retransmissions in a row went unanswered. The first comes after a round trip and each wait doubles, so this
 * is 13 seconds or more of silence; without it the kernel would hold on for a quarter of an hour.
 */
const UNANSWERED = 6;

/**
 * Connections whose other end does not acknowledge any more, as `localPort:remotePort`. Linux tells how often it
 * sent the same bytes; elsewhere the set is empty, and such a stream ends when its buffers are full or the system
 * gives up. Two peers with equal ports are mixed up; that costs one of them a reconnection.
 */
export async function deadPeers(
  read: (path: string) => Promise<string> = (path) => readFile(path, "latin1"),
): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(
    ["/proc/self/net/tcp", "/proc/self/net/tcp6"].map((path) => read(path).catch(() => "")),
  );
  return new Set(tables.flatMap((table) => table.split("\n").flatMap(deadPeer)));
}

/** Reads a line: number, local address:port, remote address:port, state, queues, timer, retransmissions, … */
function deadPeer(line: string): string[] {
  const [, local = "", remote = "", , , , retransmissions = ""] = line.trim().split(/\s+/, 7);
  const count = Number.parseInt(retransmissions, 16);
  const localPort = portOf(local);
  const remotePort = portOf(remote);
  if (!(count >= UNANSWERED) || localPort === undefined || remotePort === undefined) return [];
  return [`${localPort}:${remotePort}`];
}

function portOf(address: string): number | undefined {
  const port = /:([0-9A-F]{4})$/.exec(address)?.[1];
  return port === undefined ? undefined : Number.parseInt(port, 16);
}
