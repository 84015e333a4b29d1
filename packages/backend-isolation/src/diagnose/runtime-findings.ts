import type { Diagnosis } from "@vibedeck/core";
import type { SandboxSpec } from "../sandbox-runtime.ts";
import type { EngineFacts, RuntimeEntry } from "./engine-facts.ts";
import { failure, fine, warning } from "./findings.ts";
import { gvisorRelease, isOldGvisor, releaseText } from "./versions.ts";

const REGISTER =
  'Install gVisor, write { "runtimes": { "NAME": { "path": "/usr/bin/runsc" } } } into /etc/docker/daemon.json, then: systemctl restart docker. docs/operating.md shows all of it.';

/**
 * What is to be known of the runtime that the configuration names. Pure.
 * @param printed what the runtime's program prints as its version, where it could be asked.
 */
export function runtimeFindings(
  facts: EngineFacts,
  { runtime }: Pick<SandboxSpec, "runtime">,
  printed: string | undefined,
): readonly Diagnosis[] {
  const entry = facts.runtimes.get(runtime);
  if (entry === undefined) {
    const known = [...facts.runtimes.keys()].sort().join(", ") || "none";
    return [
      failure(
        `The engine has no runtime "${runtime}" (it has: ${known}). Nothing else is used in its place`,
        REGISTER.replace("NAME", runtime),
      ),
    ];
  }
  return [versionFinding(runtime, printed), ...argumentFindings(runtime, entry)];
}

function versionFinding(runtime: string, printed: string | undefined): Diagnosis {
  const release = printed === undefined ? undefined : gvisorRelease(printed);
  if (release === undefined) {
    return fine(`The runtime "${runtime}" is registered; its version cannot be told from here`);
  }
  const text = `The runtime "${runtime}" is gVisor of ${releaseText(release)}`;
  if (!isOldGvisor(release)) return fine(text);
  return warning(
    `${text}: what was found in it since is not mended`,
    "Debian 12 has this one; gVisor's own package repository has the current ones (gvisor.dev, Installation).",
  );
}

function argumentFindings(runtime: string, { args }: RuntimeEntry): readonly Diagnosis[] {
  const has = (pattern: RegExp): boolean => args.some((arg) => pattern.test(arg));
  const findings: Diagnosis[] = [];
  if (has(/^--?file-access-mounts=exclusive$/)) {
    findings.push(
      failure(
        `The runtime "${runtime}" is told that it has homes to itself (--file-access-mounts=exclusive)`,
        "VibeDeck reads them at the same time: remove the argument, so that it is shared.",
      ),
    );
  }
  if (has(/^--?network=host$/)) {
    findings.push(
      failure(
        `The runtime "${runtime}" gives sandboxes the network code of this machine's kernel (--network=host)`,
        "Use --network=none, or --network=sandbox for a network of the engine.",
      ),
    );
  }
  if (has(/^--?overlay(?:2=all:.*|=true)?$/)) {
    findings.push(
      failure(
        `The runtime "${runtime}" keeps what is written in homes from this machine (--overlay)`,
        "Sessions would never be seen: remove the argument, or use --overlay2=root:self.",
      ),
    );
  }
  return findings;
}
