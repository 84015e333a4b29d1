import { type Availability, LOCAL_OWNER } from "@vibedeck/core";
import { type MountedBackend, reasonOf } from "@vibedeck/core/host";
import { checkAgent } from "../../http/agent-checks.ts";
import { placesOf } from "../../places/places-of.ts";
import type { Finding } from "./finding.ts";

/**
 * Whether the tools that sessions are driven with can be run. Without one, sessions can still be watched. A backend that
 * keeps a place for each user is not asked: looking for its tool would make one for nobody.
 */
export async function agentFindings(backends: readonly MountedBackend[]): Promise<readonly Finding[]> {
  const running = backends.filter(
    (mounted) => mounted.backend.capabilities.run === true && placesOf(mounted) === undefined,
  );
  const findings = await Promise.all(running.map(agentFinding));
  return findings.flat();
}

async function agentFinding(mounted: MountedBackend): Promise<readonly Finding[]> {
  const found = await checkAgent(mounted, LOCAL_OWNER).catch(
    (error: unknown): Availability => ({ ok: false, problem: reasonOf(error) }),
  );
  return found === undefined ? [] : [findingOf(mounted.backend.title, found)];
}

function findingOf(title: string, found: Availability): Finding {
  const { ok, version, detail, problem, hint } = found;
  const advice = hint === undefined ? {} : { hint };
  if (!ok) {
    const reason = problem ?? "it cannot be run";
    return { state: "warning", text: `${title} cannot be driven: ${reason}`, ...advice };
  }
  const words = [version, detail].filter((part) => part !== undefined).join(", ");
  return { state: "ok", text: `${title} can be driven${words === "" ? "" : `: ${words}`}`, ...advice };
}
