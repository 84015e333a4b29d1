import { VibeDeckError } from "@vibedeck/core";
import type { EngineClient } from "./engine-client.ts";
import { engineRefused } from "./engine-error.ts";
import { at, textAt, textsAt } from "./read.ts";

const ICC = "com.docker.network.bridge.enable_icc";

/** Whether sandboxes on a bridge are kept from each other. */
export function keepsApart(network: unknown): boolean {
  return textsAt(network, "Options").get(ICC) === "false";
}

/** What the engine has under the name of a network; `undefined` when there is none. */
export async function findNetwork(
  client: EngineClient,
  name: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const path = `/networks/${encodeURIComponent(name)}`;
  const reply = await client.ask("GET", path, signal === undefined ? {} : { signal });
  if (reply.status === 404) return undefined;
  if (reply.status >= 400) throw engineRefused("The network of the sandboxes cannot be looked at.", reply);
  return at(reply.body, "Name") === name ? reply.body : undefined;
}

/** @throws `VibeDeckError` `UNAVAILABLE` for a network that is missing, or on which sandboxes reach each other. */
export async function requireNetwork(
  client: EngineClient,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  if (name === "none") return;
  const network = await findNetwork(client, name, signal);
  if (network === undefined) throw refused(`There is no network "${name}" for sandboxes.`, name);
  if (textAt(network, "Driver") !== "bridge" || !keepsApart(network)) {
    throw refused(`On the network "${name}" sandboxes could reach each other.`, name);
  }
}

function refused(sentence: string, name: string): VibeDeckError {
  const command = `docker network create -o ${ICC}=false ${name}`;
  return new VibeDeckError("UNAVAILABLE", sentence, {
    hint: `Whoever runs the server makes one with: ${command}`,
  });
}
