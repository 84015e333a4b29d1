import { execFileSync } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { STREAM_LIMITS } from "../../src/http/sse/stream-writer.ts";
import { startServer } from "./support/server.ts";
import { openStream } from "./support/sse-client.ts";

/**
 * Takes the loopback device down, so it runs in a network namespace of its own only:
 * unshare -Urn sh -c "ip link set lo up && VIBEDECK_NETNS=1 npx vitest run --project server half-open"
 */
const inNamespace = process.env["VIBEDECK_NETNS"] === "1";

test.skipIf(!inNamespace)(
  "a reader whose packets are dropped is let go within a minute (232)",
  { timeout: 70_000 },
  async () => {
    const server = await startServer({ streamLimits: { ...STREAM_LIMITS, heartbeatMs: 1_000 } });
    const client = openStream(server.port);
    onTestFinished(() => void client.socket.destroy());
    await client.commented(1);
    const closed = new Promise<void>((resolve) => {
      for (const stream of server.engine.streams) stream.close = () => resolve();
    });

    execFileSync("ip", ["link", "set", "lo", "down"]);
    const began = performance.now();
    await closed;

    expect(performance.now() - began).toBeLessThan(60_000);
    execFileSync("ip", ["link", "set", "lo", "up"]);
  },
);
