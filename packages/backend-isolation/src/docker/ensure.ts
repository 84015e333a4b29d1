import { setTimeout } from "node:timers/promises";
import { type Logger, VibeDeckError } from "@vibedeck/core";
import type { EnsureOptions, Sandbox, SandboxSpec, Tenant } from "../sandbox-runtime.ts";
import { createBody } from "./create-body.ts";
import type { EngineClient } from "./engine-client.ts";
import { engineRefused } from "./engine-error.ts";
import { differences, factsOf, nameOf, type Wanted, wantedFacts } from "./facts.ts";
import { fitImage } from "./image.ts";
import { judge } from "./judge.ts";
import { requireNetwork } from "./network.ts";
import { at, numberAt, textAt } from "./read.ts";
import { createContainer, startContainer } from "./start-container.ts";

/**
 * Somebody else may make, remove or start it at the same moment: so often it is looked at anew, after so many
 * milliseconds. Removing one takes an engine seconds where it copies images.
 */
const PAUSES: readonly number[] = [0, 0, 20, 50, 100, 200, 400, 800, 1_500, 3_000, 5_000, 5_000];

/** What {@link ensureContainer} works with. */
export interface EnsureSources {
  readonly client: EngineClient;
  readonly spec: SandboxSpec;
  readonly instance: string;
  readonly logger: Logger;
}

/** What an engine says of the container of a user; `undefined` when there is none. */
export async function inspect(client: EngineClient, name: string, signal?: AbortSignal): Promise<unknown> {
  const reply = await client.ask("GET", `/containers/${name}/json`, signal === undefined ? {} : { signal });
  if (reply.status === 404) return undefined;
  if (reply.status >= 400) throw engineRefused("Your sandbox cannot be looked at.", reply);
  return reply.body;
}

/** Sees to it that a user's container is there as it should be, and runs. See `SandboxRuntime.ensure`. */
export async function ensureContainer(
  sources: EnsureSources,
  tenant: Tenant,
  options: EnsureOptions,
): Promise<Sandbox> {
  const { client, spec, instance } = sources;
  const limited = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  const limits = { signal: limited, timeoutMs: options.timeoutMs };
  try {
    const image = await fitImage(client, spec.image, limited);
    await requireNetwork(client, spec.network, limited);
    const wanted: Wanted = { tenant, spec, instance, image };
    for (const pause of PAUSES) {
      if (pause > 0) await setTimeout(pause, undefined, { signal: limited });
      const id = await step(sources, wanted, options, limits);
      if (id !== undefined) return { owner: tenant.owner, id };
    }
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (!limited.aborted) throw error;
    throw new VibeDeckError("UNAVAILABLE", "Your sandbox did not start in time.", {
      hint: "Try again in a moment. Whoever runs the server can give it longer: start_timeout.",
      cause: error,
    });
  }
  throw new VibeDeckError("UNAVAILABLE", "Your sandbox is being changed by somebody else.", {
    hint: "Try again in a moment.",
  });
}

type Limits = { readonly signal: AbortSignal; readonly timeoutMs: number };

/** One look and what follows from it. @returns the id of the one that runs; `undefined` to look again. */
async function step(
  sources: EnsureSources,
  wanted: Wanted,
  options: EnsureOptions,
  limits: Limits,
): Promise<string | undefined> {
  const { client, spec, logger, instance } = sources;
  const { owner } = wanted.tenant;
  const found = await inspect(client, nameOf(owner), limits.signal);
  if (found === undefined) return create(sources, wanted, options, limits);
  const verdict = judge(found, owner, instance, wantedFacts(wanted));
  if (verdict.kind === "foreign") throw foreign(owner, verdict.why, logger);
  const id = textAt(found, "Id") ?? "";
  const state = textAt(found, "State", "Status");
  const replace = verdict.kind === "drifted" && (state !== "running" || (await options.idle()));
  if (verdict.kind === "drifted" && !verdict.usable && !replace) throw inUse(owner, verdict.differs, logger);
  if (replace || state === "dead" || state === "removing") {
    logger.info(
      { owner, differs: verdict.kind === "drifted" ? verdict.differs : [state] },
      "A sandbox is made anew",
    );
    await removeContainer(client, id, limits.signal);
    return undefined;
  }
  if (state === "running") return id;
  options.progress("starting your sandbox…");
  if (state === "paused") return (await unpause(client, id, limits)) ? id : undefined;
  await startContainer(client, id, spec, limits);
  return stillRuns(client, owner, id, limits);
}

async function create(
  sources: EnsureSources,
  wanted: Wanted,
  options: EnsureOptions,
  limits: Limits,
): Promise<string | undefined> {
  const { client, spec, logger } = sources;
  const { owner } = wanted.tenant;
  options.progress("creating your sandbox…");
  const id = await createContainer(client, nameOf(owner), createBody(wanted), spec, limits);
  if (id === undefined) return undefined;
  logger.info({ owner, container: id.slice(0, 12) }, "A sandbox was made");
  options.progress("starting your sandbox…");
  try {
    if (!(await isAsWanted(sources, wanted, id, limits))) return undefined;
    await startContainer(client, id, spec, limits);
    return await stillRuns(client, owner, id, limits);
  } catch (error) {
    // One that never ran is of no use, and the next try may have other settings.
    await removeContainer(client, id).catch(() => {});
    throw error;
  }
}

/**
 * Looks at one that was made just now, before anything runs in it: an engine, or what stands before it, may leave out
 * what it does not know. @returns false when it is gone already. @throws for one that is less than what was asked for.
 */
async function isAsWanted(
  { client, instance, logger }: EnsureSources,
  wanted: Wanted,
  id: string,
  { signal }: Limits,
): Promise<boolean> {
  const { owner } = wanted.tenant;
  const found = await inspect(client, id, signal);
  if (found === undefined) return false;
  const facts = wantedFacts(wanted);
  if (judge(found, owner, instance, facts).kind === "ours") return true;
  const differs = differences(factsOf(found), facts);
  logger.error({ owner, differs }, "The engine made a sandbox otherwise than it was asked to");
  throw new VibeDeckError("UNAVAILABLE", "The sandbox engine does not make sandboxes as it should.", {
    hint: "Whoever runs the server finds what differs in its log.",
    cause: new Error(`differs: ${differs.join(", ")}`),
  });
}

/** @returns the id of one that was started just now; `undefined` when somebody removed it. @throws when it ended. */
async function stillRuns(
  client: EngineClient,
  owner: string,
  id: string,
  { signal }: Limits,
): Promise<string | undefined> {
  const found = await inspect(client, nameOf(owner), signal);
  if (found === undefined || textAt(found, "Id") !== id) return undefined;
  if (at(found, "State", "Running") === true) return id;
  const code = numberAt(found, "State", "ExitCode");
  throw new VibeDeckError("UNAVAILABLE", "Your sandbox ended as soon as it was started.", {
    hint: "Whoever runs the server can look: vibedeck sandbox logs, vibedeck doctor",
    cause: new Error(`exit code ${code}: ${textAt(found, "State", "Error") ?? ""}`.slice(0, 2_000)),
  });
}

/** Lets a paused container go on. @returns false when it is not paused any more. */
export async function unpause(
  client: EngineClient,
  id: string,
  limits: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
): Promise<boolean> {
  const reply = await client.ask("POST", `/containers/${id}/unpause`, limits);
  if (reply.status === 404 || reply.status === 409) return false;
  if (reply.status >= 400) throw engineRefused("Your sandbox could not be resumed.", reply);
  return true;
}

/** Removes a container with whatever runs in it; the home is no part of it. */
export async function removeContainer(client: EngineClient, id: string, signal?: AbortSignal): Promise<void> {
  const limits = { timeoutMs: 30_000, ...(signal === undefined ? {} : { signal }) };
  const reply = await client.ask("DELETE", `/containers/${id}?force=1&v=1`, limits);
  // 404: gone already. 409: somebody else removes it now.
  if (reply.status >= 400 && reply.status !== 404 && reply.status !== 409) {
    throw engineRefused("The sandbox could not be removed.", reply);
  }
}

/** What is thrown while something runs in a sandbox that nothing more may be run in. */
function inUse(owner: string, differs: readonly string[], logger: Logger): VibeDeckError {
  logger.warn({ owner, differs }, "A sandbox is made anew once nothing runs in it");
  return new VibeDeckError(
    "UNAVAILABLE",
    "Your sandbox is to be made anew, and something still runs in it.",
    {
      hint: "Wait until that has ended, or stop it.",
    },
  );
}

/** @throws nothing; gives what is thrown for a container that has our name and is not ours. */
export function foreign(owner: string, why: string, logger: Logger): VibeDeckError {
  logger.error(
    { owner, why },
    "Something that is not ours has the name of a user's sandbox; it is left alone",
  );
  return new VibeDeckError("CONFLICT", "Something else has the name of your sandbox on this server.", {
    hint: "Ask whoever runs the server: its log has the reason.",
    cause: new Error(`${nameOf(owner)}: ${why}`),
  });
}
