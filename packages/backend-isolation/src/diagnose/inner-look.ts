import type { Diagnosis } from "@vibedeck/core";
import { failure, fine, warning } from "./findings.ts";

/**
 * Prints what a sandbox is like from inside, a `name=value` a line. What must not be writable is really opened for
 * writing: permissions alone say little of a container's root.
 */
export const LOOK = `
printf 'release=%s\\n' "$(uname -r)"
printf 'boot=%s\\n' "$(dmesg 2>/dev/null | head -n 1)"
while read -r name value rest; do
  case $name in CapEff: | CapPrm: | CapBnd:) printf '%s=%s\\n' "\${name%:}" "$value" ;; esac
done </proc/self/status
for file in /opt/vibedeck/run /opt/vibedeck/doctor /usr/local/bin/claude /usr/local/bin/doctor /etc/doctor; do
  if (: >>"$file") 2>/dev/null; then printf 'writable=%s\\n' "$file"; fi
done
printf 'end=%s\\n' yes
`;

/** What {@link LOOK} printed. */
export interface InnerFacts {
  readonly release: string;
  /** The first line of the kernel's log. */
  readonly boot: string;
  /** The sets of capabilities that are not empty. */
  readonly capabilities: readonly string[];
  readonly writable: readonly string[];
}

/** @returns `undefined` when it was cut off. */
export function parseLook(text: string): InnerFacts | undefined {
  const lines = text.split("\n").map((line) => {
    const at = line.indexOf("=");
    return { name: line.slice(0, Math.max(at, 0)), value: line.slice(at + 1) };
  });
  const all = (name: string): readonly string[] =>
    lines.filter((line) => line.name === name).map(({ value }) => value);
  if (all("end").length === 0) return undefined;
  return {
    release: all("release")[0] ?? "",
    boot: all("boot")[0] ?? "",
    capabilities: ["CapEff", "CapPrm", "CapBnd"].filter((name) => {
      const [value] = all(name);
      return value === undefined || !/^0+$/.test(value);
    }),
    writable: all("writable"),
  };
}

/** Linux as gVisor plays it: no kernel of a distribution has just this number. */
const GVISOR_RELEASE = "4.4.0";

/** Whether it was gVisor that answered. */
export function isGvisor({ release, boot }: InnerFacts): boolean {
  return release === GVISOR_RELEASE || boot.includes("Starting gVisor");
}

/** What is to be said of it. Pure. @param allowRunc whether the operator wants it without a sandbox. */
export function lookFindings(facts: InnerFacts, runtime: string, allowRunc: boolean): readonly Diagnosis[] {
  return [kernelFinding(facts, runtime, allowRunc), rightsFinding(facts), writableFinding(facts)];
}

function kernelFinding(facts: InnerFacts, runtime: string, allowRunc: boolean): Diagnosis {
  if (isGvisor(facts)) {
    return fine(
      `A command in it ran on gVisor, not on the kernel of this machine (uname -r: ${facts.release})`,
    );
  }
  const text = `A command in it ran on the kernel of this machine (uname -r: ${facts.release}): "${runtime}" is NO SANDBOX`;
  if (allowRunc) {
    return warning(
      `${text}. Everybody who signs in can attack this machine and every other user`,
      "allow_runc is for trying things out alone. Remove it, and use runsc.",
    );
  }
  return failure(text, 'docker_runtime must name a runtime whose program is gVisor\'s "runsc".');
}

function rightsFinding({ capabilities }: InnerFacts): Diagnosis {
  if (capabilities.length === 0) return fine("Nothing in it has a capability");
  return failure(
    `root in it has capabilities (${capabilities.join(", ")}) although all were to be dropped`,
    "The engine or the runtime does not do as it is told: update it.",
  );
}

function writableFinding({ writable }: InnerFacts): Diagnosis {
  if (writable.length === 0) return fine("The agent's program and ours cannot be changed in it");
  return failure(
    `What must be read-only can be written in it: ${writable.join(", ")}`,
    "The engine or the runtime does not do as it is told: update it.",
  );
}
