import type { PlaceState } from "@vibedeck/core";
import type { SandboxStatus } from "../sandbox-runtime.ts";
import type { EngineClient } from "./engine-client.ts";
import { inspect } from "./ensure.ts";
import { INSTANCE_LABEL } from "./facts.ts";
import { judge } from "./judge.ts";
import { at, listAt, numberAt, textAt, textsAt } from "./read.ts";

const PREFIX = "sandbox-";
const USER_ID = /^[a-z0-9](?:[a-z0-9-]{0,53}[a-z0-9])?$/;

/** Running containers that are looked at at once. */
const AT_ONCE = 16;

const STATES: ReadonlyMap<string, PlaceState> = new Map([
  ["created", "stopped"],
  ["exited", "stopped"],
  ["dead", "stopped"],
  ["running", "running"],
  ["paused", "paused"],
  ["restarting", "starting"],
]);

/** All containers with the names of sandboxes. See `SandboxRuntime.list`. */
export async function listContainers(
  client: EngineClient,
  instance: string,
): Promise<readonly SandboxStatus[]> {
  const filters = encodeURIComponent(JSON.stringify({ name: [`^/${PREFIX}`] }));
  const body = await client.must("GET", `/containers/json?all=1&filters=${filters}`);
  const found = Array.isArray(body) ? body.flatMap((each) => statusOf(each, instance)) : [];
  const timed: SandboxStatus[] = [];
  for (let from = 0; from < found.length; from += AT_ONCE) {
    timed.push(
      ...(await Promise.all(
        found.slice(from, from + AT_ONCE).map((each) => inspected(client, each, instance)),
      )),
    );
  }
  return timed;
}

function statusOf(container: unknown, instance: string): readonly SandboxStatus[] {
  const name = listAt(container, "Names")
    .map((each) => (typeof each === "string" ? each.slice(1) : ""))
    .find((each) => each.startsWith(PREFIX));
  const owner = name?.slice(PREFIX.length);
  if (name === undefined || owner === undefined || !USER_ID.test(owner)) return [];
  if (textsAt(container, "Labels").get(INSTANCE_LABEL) !== instance) {
    return [{ owner, name, state: "foreign", detail: "it was not made by this installation" }];
  }
  const state = STATES.get(textAt(container, "State") ?? "") ?? "unknown";
  return [{ owner, name, state }];
}

async function inspected(
  client: EngineClient,
  status: SandboxStatus,
  instance: string,
): Promise<SandboxStatus> {
  if (status.state === "foreign") return status;
  const found = await inspect(client, status.name).catch(() => undefined);
  if (found === undefined) return status;
  const verdict = judge(found, status.owner, instance, undefined);
  if (verdict.kind === "foreign") return { ...status, state: "foreign", detail: verdict.why };
  const detail = status.state === "stopped" ? endOf(found) : undefined;
  const startedAt = Date.parse(textAt(found, "State", "StartedAt") ?? "");
  const runs = status.state === "running" || status.state === "paused";
  return {
    ...status,
    ...(detail === undefined ? {} : { detail }),
    ...(runs && Number.isFinite(startedAt) ? { startedAt } : {}),
  };
}

/** How one that does not run came to its end, where that is worth a word. */
function endOf(found: unknown): string | undefined {
  if (at(found, "State", "OOMKilled") === true) return "it ran out of memory";
  const code = numberAt(found, "State", "ExitCode");
  if (code === 137) return "it was killed, or ran out of memory";
  return code === undefined || code === 0 || code === 143 ? undefined : `it ended with exit code ${code}`;
}
