import type { Availability, Cli, PartContext } from "@vibedeck/core";
import type { IsolationConfig } from "./config-shape.ts";
import { sandboxPlaces } from "./place/place-report.ts";
import { type Service, serviceOf } from "./service.ts";

/**
 * Claude Code's own cli with another place: its commands and its protocol are taken as they are. `available` is
 * replaced too: whoever only opens a page must not start a sandbox.
 */
export function createCli(context: PartContext<IsolationConfig>, inner: Cli): Cli {
  const service = serviceOf(context);
  const { runtime, keeper, place } = service;
  const { sandbox: spec, maxRunning, idleStopMs } = context.config;
  return {
    command: inner.command,
    converse: inner.converse,
    available: () => available(service),
    ...place,
    // An agent that waits keeps its sandbox running.
    idleMs: idleStopMs,
    places: sandboxPlaces({ runtime, keeper, spec, maxRunning }),
  };
}

async function available({ runtime }: Service): Promise<Availability> {
  const { ok, problem, hint, claude } = await runtime.health();
  if (!ok)
    return { ok, ...(problem === undefined ? {} : { problem }), ...(hint === undefined ? {} : { hint }) };
  return {
    ok,
    detail: "runs in a sandbox of your own",
    ...(claude === undefined ? {} : { version: claude }),
  };
}
