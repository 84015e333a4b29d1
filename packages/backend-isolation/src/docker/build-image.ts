import { VibeDeckError } from "@vibedeck/core";
import type { BuildOptions, BuildRequest } from "../commands/sources.ts";
import { type EngineClient, readReply } from "./engine-client.ts";
import { engineRefused } from "./engine-error.ts";
import { imageContext } from "./image-context.ts";
import { textAt } from "./read.ts";

/** How long an engine may take to begin; it fetches images first. In milliseconds. */
const BEGIN_MS = 600_000;

const MAX_LINE = 1024 * 1024;

/** Builds the image of the sandboxes (Docker Engine API, "ImageBuild"). See `ImageBuilder.build`. */
export async function buildImage(
  client: EngineClient,
  { tag, claudeCode }: BuildRequest,
  { signal, line }: BuildOptions,
): Promise<void> {
  const args = claudeCode === undefined ? {} : { CLAUDE_CODE_VERSION: claudeCode };
  const query = new URLSearchParams({ t: tag, rm: "1", forcerm: "1", buildargs: JSON.stringify(args) });
  const answer = await client.stream("POST", `/build?${query}`, {
    signal,
    timeoutMs: BEGIN_MS,
    upload: imageContext(),
    type: "application/x-tar",
  });
  if ((answer.statusCode ?? 500) >= 400) {
    throw engineRefused(
      "The sandbox engine does not build the image.",
      await readReply(answer),
      "Its words stand above.",
    );
  }
  let rest = "";
  answer.setEncoding("utf8");
  for await (const piece of answer) {
    const lines = (rest + String(piece)).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) throw new Error("the engine sent a line that is too long");
    for (const each of lines) tell(each, line);
  }
  tell(rest, line);
}

function tell(json: string, line: (text: string) => void): void {
  if (json.trim() === "") return;
  const message: unknown = JSON.parse(json);
  const failed = textAt(message, "error");
  if (failed !== undefined) {
    throw new VibeDeckError("AGENT_FAILED", `The image was not built: ${failed.trim()}`, {
      hint: "The engine needs to reach its registry and Debian's packages. What it wrote before this says where it stopped.",
    });
  }
  const words = textAt(message, "stream") ?? progressOf(message);
  for (const each of (words ?? "").split("\n")) if (each.trim() !== "") line(each);
}

/** Of fetching, only what is said once for each layer: the bars are for terminals. */
function progressOf(message: unknown): string | undefined {
  const status = textAt(message, "status");
  if (status === undefined || textAt(message, "progress") !== undefined) return undefined;
  const id = textAt(message, "id");
  return id === undefined ? status : `${id}: ${status}`;
}
