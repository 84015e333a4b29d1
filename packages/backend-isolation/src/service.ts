import type { PartContext } from "@vibedeck/core";
import type { IsolationConfig } from "./config-shape.ts";
import { DockerSandbox } from "./docker/docker-sandbox.ts";
import { readEnvFor } from "./env-file/read-env-for.ts";
import { ensureHome } from "./homes/ensure-home.ts";
import { instanceId } from "./homes/instance-id.ts";
import { Keeper } from "./lifecycle/keeper.ts";
import { type SandboxPlace, sandboxPlace } from "./place/sandbox-place.ts";

/** What the parts of one mounted backend share. */
export interface Service {
  readonly runtime: DockerSandbox;
  readonly keeper: Keeper;
  readonly place: SandboxPlace;
}

/** Where the image has the programs that commands name. */
const PROGRAMS: ReadonlyMap<string, string> = new Map([["claude", "/usr/local/bin/claude"]]);

const services = new WeakMap<AbortSignal, Service>();

/** The service of a mounted backend; made on first use, and ended with the backend. Nothing is started by it. */
export function serviceOf(context: PartContext<IsolationConfig>): Service {
  const known = services.get(context.signal);
  if (known !== undefined) return known;
  const { config, logger, signal } = context;
  const runtime = dockerOf(context);
  const keeper = new Keeper({
    runtime,
    home: (owner) => ensureHome(config.usersDir, owner, logger),
    idleStopMs: config.idleStopMs,
    maxRunning: config.maxRunning,
    startTimeoutMs: config.startTimeoutMs,
    logger,
  });
  const variables = (owner: string): Readonly<Record<string, string>> => readEnvFor(config, owner, logger);
  const place = sandboxPlace({ runtime, keeper, variables, programs: PROGRAMS, logger });
  const service = { runtime, keeper, place };
  services.set(signal, service);
  signal.addEventListener("abort", () => {
    keeper.close();
    runtime.close();
  });
  return service;
}

/** The engine as the configuration names it, for what needs nothing but it. */
export function dockerOf({
  config,
  logger,
}: Pick<PartContext<IsolationConfig>, "config" | "logger">): DockerSandbox {
  let instance: string | undefined;
  return new DockerSandbox({
    host: config.dockerHost,
    spec: config.sandbox,
    instance: () => {
      instance ??= instanceId(config.usersDir);
      return instance;
    },
    logger,
  });
}
