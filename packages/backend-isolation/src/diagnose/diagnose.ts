import type { Diagnosis, PartContext } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import type { EngineFacts, EngineProbe } from "./engine-facts.ts";
import { engineFindings } from "./engine-findings.ts";
import { fine, thrown, warning } from "./findings.ts";
import { imageFindings } from "./image-findings.ts";
import { withInterrupts } from "./interrupts.ts";
import { networkFindings } from "./network-findings.ts";
import { quotaFindings, socketFindings } from "./place-findings.ts";
import { roomFindings } from "./room-findings.ts";
import { runtimeFindings } from "./runtime-findings.ts";
import { printedVersion } from "./runtime-version.ts";
import { type TrialRuntime, trial } from "./trial.ts";

/** All of it, the trial included, in milliseconds: who asks gives up after 90 s, and clearing away comes after this. */
const LIMIT_MS = 75_000;

/** What looks at things for a diagnosis. */
export interface DiagnosisSources {
  engine(config: IsolationConfig): EngineProbe;
  /** @throws `VibeDeckError` when there is no place for this installation's own id. */
  runtime(context: PartContext<IsolationConfig>): TrialRuntime;
  /** What is to be known of `users_dir`, except quotas. Never throws. */
  homes(config: IsolationConfig): readonly Diagnosis[] | Promise<readonly Diagnosis[]>;
  /** What is to be known of the files with variables; no value is ever told. Never throws. */
  variables(config: IsolationConfig): readonly Diagnosis[] | Promise<readonly Diagnosis[]>;
}

/** Looks at everything that sandboxes need, and ends with trying one. Never throws. */
export async function diagnoseWith(
  sources: DiagnosisSources,
  context: PartContext<IsolationConfig>,
): Promise<readonly Diagnosis[]> {
  const { config } = context;
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(LIMIT_MS)]);
  const found = [
    ...socketFindings(config.dockerHost),
    ...(await engineSide(sources.engine(config), config, signal)),
    ...(await sources.homes(config)),
    ...quotaFindings(config.usersDir),
    ...(await sources.variables(config)),
  ];
  if (hasFailure(found)) {
    return [...found, warning("No sandbox was tried: what is wrong above has to be mended first")];
  }
  const trials = await tried(sources, context, signal);
  return hasFailure(trials) ? [...found, ...trials] : [...found, ...trials, readiness(config)];
}

function hasFailure(findings: readonly Diagnosis[]): boolean {
  return findings.some(({ state }) => state === "failure");
}

async function engineSide(
  probe: EngineProbe,
  config: IsolationConfig,
  signal: AbortSignal,
): Promise<readonly Diagnosis[]> {
  let facts: EngineFacts;
  try {
    facts = await probe.facts();
  } catch (error) {
    return [thrown("", error)];
  }
  const { sandbox, dockerHost } = config;
  const printed = await printedVersion(facts.runtimes.get(sandbox.runtime), dockerHost, signal);
  return [
    ...engineFindings(facts),
    ...runtimeFindings(facts, sandbox, printed),
    ...(await asked(async () => imageFindings(sandbox.image, await probe.image(sandbox.image), facts))),
    ...(await asked(async () =>
      networkFindings(
        sandbox.network,
        sandbox.network === "none" ? undefined : await probe.network(sandbox.network),
      ),
    )),
    ...roomFindings(config, facts),
  ];
}

async function asked(ask: () => Promise<readonly Diagnosis[]>): Promise<readonly Diagnosis[]> {
  try {
    return await ask();
  } catch (error) {
    return [thrown("", error)];
  }
}

async function tried(
  sources: DiagnosisSources,
  context: PartContext<IsolationConfig>,
  signal: AbortSignal,
): Promise<readonly Diagnosis[]> {
  let runtime: TrialRuntime;
  try {
    runtime = sources.runtime(context);
  } catch (error) {
    return [thrown("", error)];
  }
  return withInterrupts(signal, (within) => trial(runtime, context.config, within));
}

function readiness({ allowRunc, sandbox: { runtime } }: IsolationConfig): Diagnosis {
  if (allowRunc)
    return warning(`Works with "${runtime}", and allow_runc lets it be NO SANDBOX. Never for users`);
  return fine("Ready: users can work in sandboxes");
}
