import type { VibeDeckError } from "@vibedeck/core";
import type { SandboxSpec } from "../sandbox-runtime.ts";
import type { EngineClient } from "./engine-client.ts";
import { engineRefused, messageOf, type Reply } from "./engine-error.ts";

/** @throws `VibeDeckError` `UNAVAILABLE` that says what is missing, with the engine's own words as the cause. */
export function refusedStart(reply: Reply, { runtime, image }: SandboxSpec): VibeDeckError {
  const said = messageOf(reply);
  // The words only choose the sentence; that it was refused is known from the status.
  if (/unknown or invalid runtime|unknown runtime/i.test(said)) {
    const hint = `Whoever runs the server adds it to the engine's daemon.json. No other is taken in its place.`;
    return engineRefused(`The runtime "${runtime}" is not known to the sandbox engine.`, reply, hint);
  }
  if (/no such image/i.test(said)) {
    return engineRefused(
      `There is no image "${image}" for sandboxes.`,
      reply,
      "Whoever runs the server makes one with: vibedeck sandbox build",
    );
  }
  return engineRefused("Your sandbox could not be started.", reply);
}

/** @returns the engine's id; `undefined` when the name is taken. */
export async function createContainer(
  client: EngineClient,
  name: string,
  body: unknown,
  spec: SandboxSpec,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<string | undefined> {
  const reply = await client.ask("POST", `/containers/create?name=${name}`, { body, ...options });
  if (reply.status === 409) return undefined;
  const { body: answer } = reply;
  if (reply.status >= 400 || typeof answer !== "object" || answer === null || !("Id" in answer)) {
    throw refusedStart(reply, spec);
  }
  return String(answer.Id);
}

/** Starts one that is there, or has just been started by somebody else. */
export async function startContainer(
  client: EngineClient,
  id: string,
  spec: SandboxSpec,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<void> {
  const reply = await client.ask("POST", `/containers/${id}/start`, options);
  if (reply.status >= 400) throw refusedStart(reply, spec);
}
