import type { Diagnosis } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import { INNER_HOME } from "../image.ts";
import type { Sandbox, SandboxRuntime, Tenant } from "../sandbox-runtime.ts";
import { failure, fine, thrown, warning } from "./findings.ts";
import { LOOK, lookFindings, parseLook } from "./inner-look.ts";
import { isTrial, lookOut, makeTrialHome, removeTrialHome, staleTrialHomes } from "./trial-home.ts";
import { tryCommand } from "./try-command.ts";

/** What a trial needs of a runtime. */
export type TrialRuntime = Pick<SandboxRuntime, "ensure" | "exec" | "run" | "remove" | "list">;

/** What a trial is told. */
export type TrialConfig = Pick<IsolationConfig, "usersDir" | "sandbox" | "startTimeoutMs" | "allowRunc">;

const CLAUDE = "/usr/local/bin/claude";
const SEEN = "doctor-was-here";
const SEEN_MS = 10_000;
const MAX_BYTES = 16_384;

/**
 * Makes a sandbox with a home of its own, does in it what a turn does, looks at it from inside, and removes both,
 * whatever happened. Never throws.
 */
export async function trial(
  runtime: TrialRuntime,
  config: TrialConfig,
  signal: AbortSignal,
): Promise<readonly Diagnosis[]> {
  const findings: Diagnosis[] = [...(await sweep(runtime, config.usersDir))];
  let tenant: Tenant | undefined;
  try {
    tenant = makeTrialHome(config.usersDir);
    const begun = performance.now();
    const sandbox = await start(runtime, tenant, config, signal);
    findings.push(fine(`A sandbox to try came up in ${((performance.now() - begun) / 1_000).toFixed(1)} s`));
    findings.push(await agentFinding(runtime, sandbox, signal));
    findings.push(...(await insideFindings(runtime, sandbox, config, signal)));
    findings.push(await writtenFinding(runtime, sandbox, tenant, signal));
  } catch (error) {
    findings.push(thrown("Nothing can be run in a sandbox: ", signal.aborted ? tooLong(signal) : error));
  } finally {
    if (tenant !== undefined) findings.push(...(await clear(runtime, tenant)));
  }
  return findings;
}

function start(
  runtime: TrialRuntime,
  tenant: Tenant,
  { startTimeoutMs }: TrialConfig,
  signal: AbortSignal,
): Promise<Sandbox> {
  return runtime.ensure(tenant, {
    idle: async () => true,
    signal,
    timeoutMs: startTimeoutMs,
    progress: () => {},
  });
}

async function agentFinding(
  runtime: TrialRuntime,
  sandbox: Sandbox,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const { end, stdout, stderr } = await tryCommand(runtime, sandbox, [CLAUDE, "--version"], signal);
  const version = /^(\d+\.\d+\.\d+)\b/.exec(stdout.trim())?.[1];
  if (end.code === 0 && version !== undefined) {
    return fine(`Claude Code ${version} answered in it, started as a turn is`);
  }
  const said = (stderr.trim() || stdout.trim()).slice(0, 300);
  return failure(
    `${CLAUDE} --version does not work in it (exit code ${end.code ?? "unknown"}, ${end.cause})${said === "" ? "" : `: ${said}`}`,
    "Build the image anew: vibedeck sandbox build",
  );
}

async function insideFindings(
  runtime: TrialRuntime,
  sandbox: Sandbox,
  { sandbox: { runtime: name }, allowRunc }: TrialConfig,
  signal: AbortSignal,
): Promise<readonly Diagnosis[]> {
  const { stdout } = await runtime.run(sandbox, ["/bin/sh", "-c", LOOK], { signal, maxBytes: MAX_BYTES });
  const facts = parseLook(stdout.toString("utf8"));
  if (facts === undefined) return [failure("It cannot be looked at from inside: its shell does not answer")];
  return lookFindings(facts, name, allowRunc);
}

async function writtenFinding(
  runtime: TrialRuntime,
  sandbox: Sandbox,
  { home }: Tenant,
  signal: AbortSignal,
): Promise<Diagnosis> {
  using lookout = lookOut(home, SEEN);
  const write = `echo here >${INNER_HOME}/${SEEN}`;
  await runtime.run(sandbox, ["/bin/sh", "-c", write], { signal, maxBytes: MAX_BYTES });
  const { there, told } = await lookout.seen(SEEN_MS, signal);
  if (!there) {
    return failure(
      "What is written in its home does not appear here: sessions would never be seen",
      "The engine must run on this machine and see users_dir at the same path, without an overlay over it.",
    );
  }
  if (told) return fine("What is written in its home appears here at once");
  return warning("What is written in its home appears here, but no event tells so: sessions are seen late");
}

async function clear(runtime: TrialRuntime, tenant: Tenant): Promise<readonly Diagnosis[]> {
  try {
    await runtime.remove(tenant.owner);
    removeTrialHome(tenant);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      warning(
        `What was tried could not be cleared away: ${reason}`,
        `docker rm -f sandbox-${tenant.owner}; rm -rf ${tenant.home}`,
      ),
    ];
  }
}

/** Takes away what an earlier doctor left that was killed. One that runs now is left alone. */
async function sweep(runtime: TrialRuntime, usersDir: string): Promise<readonly Diagnosis[]> {
  try {
    const stale = staleTrialHomes(usersDir, Date.now());
    const kept = new Set(stale.map(({ owner }) => owner));
    for (const { owner, state } of await runtime.list()) {
      if (isTrial(owner) && (kept.has(owner) || state === "stopped")) await runtime.remove(owner);
    }
    for (const tenant of stale) removeTrialHome(tenant);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [warning(`What an earlier trial left could not be cleared away: ${reason}`)];
  }
}

function tooLong(signal: AbortSignal): unknown {
  const reason: unknown = signal.reason;
  const late = reason instanceof Error && reason.name === "TimeoutError";
  return new Error(late ? "it took more than a minute and a quarter." : "it was interrupted.");
}
