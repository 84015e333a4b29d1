import { PassThrough } from "node:stream";
import type { EngineClient } from "./engine-client.ts";
import { engineAway } from "./engine-error.ts";
import { FrameSplitter } from "./frames.ts";

/** How long reading them may take, in milliseconds. */
const LIMIT_MS = 10_000;

/** The last of what a container's main process wrote, at most `maxBytes`. */
export async function containerLogs(client: EngineClient, id: string, maxBytes: number): Promise<string> {
  const answer = await client.stream("GET", `/containers/${id}/logs?stdout=1&stderr=1&tail=1000`, {
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if ((answer.statusCode ?? 500) >= 400) {
    answer.resume();
    throw engineAway(new Error(`logs: ${answer.statusCode}`));
  }
  const output = new PassThrough();
  const splitter = new FrameSplitter({ stdout: output, stderr: output });
  splitter.on("error", () => {});
  answer.on("error", () => splitter.destroy()).pipe(splitter);
  let text = Buffer.alloc(0);
  for await (const piece of output) {
    text = Buffer.concat([text, Buffer.from(piece)]).subarray(-maxBytes);
  }
  return text.toString("utf8").toWellFormed();
}
