import { VibeDeckError } from "@vibedeck/core";
import { CLAUDE_LABEL, IMAGE_LABEL, IMAGE_VERSION } from "../image.ts";
import type { EngineClient } from "./engine-client.ts";
import { engineRefused } from "./engine-error.ts";
import type { ImageFound } from "./facts.ts";
import { at, objectAt, textAt, textsAt } from "./read.ts";

const BUILD = "vibedeck sandbox build";

/** An image that sandboxes can be made of. */
export interface FitImage extends ImageFound {
  /** The version of Claude Code in it, as its label says. */
  readonly claude?: string;
}

/** What the engine has under a name, whatever it is; `undefined` when there is none. */
export async function findImage(client: EngineClient, name: string, signal?: AbortSignal): Promise<unknown> {
  const path = `/images/${encodeURIComponent(name)}/json`;
  const reply = await client.ask("GET", path, signal === undefined ? {} : { signal });
  if (reply.status === 404) return undefined;
  if (reply.status >= 400) throw engineRefused("The image of the sandboxes cannot be looked at.", reply);
  return reply.body;
}

/** @throws `VibeDeckError` `UNAVAILABLE` for an image that is missing, or has not our programs. */
export async function fitImage(client: EngineClient, name: string, signal?: AbortSignal): Promise<FitImage> {
  const found = await findImage(client, name, signal);
  if (found === undefined) throw unfit(`There is no image "${name}" for sandboxes.`);
  const labels = textsAt(found, "Config", "Labels");
  const version = labels.get(IMAGE_LABEL);
  if (version === undefined) throw unfit(`The image "${name}" was not made for sandboxes.`);
  if (version !== IMAGE_VERSION) throw unfit(`The image "${name}" was made for another version of VibeDeck.`);
  if (objectAt(found, "Config", "Volumes") !== undefined)
    throw unfit(`The image "${name}" declares volumes.`);
  if ((textAt(found, "Config", "User") ?? "") !== "") throw unfit(`The image "${name}" names a user.`);
  const id = textAt(found, "Id");
  if (id === undefined) throw unfit(`The image "${name}" has no id.`);
  const claude = labels.get(CLAUDE_LABEL);
  return { id, config: at(found, "Config"), ...(claude === undefined ? {} : { claude }) };
}

function unfit(sentence: string): VibeDeckError {
  return new VibeDeckError("UNAVAILABLE", sentence, {
    hint: `Whoever runs the server makes one with: ${BUILD}`,
  });
}
