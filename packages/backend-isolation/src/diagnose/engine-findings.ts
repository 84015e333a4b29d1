import type { Diagnosis } from "@vibedeck/core";
import type { EngineFacts } from "./engine-facts.ts";
import { fine, warning } from "./findings.ts";
import { engineProblem, runcProblem } from "./versions.ts";

/** What is to be known of the engine itself. Pure. */
export function engineFindings(facts: EngineFacts): readonly Diagnosis[] {
  return [versionFinding(facts), ...runcFinding(facts), ...usersFinding(facts), ...restoreFinding(facts)];
}

function versionFinding({ version, apiVersion, architecture }: EngineFacts): Diagnosis {
  const problem = engineProblem(version);
  const text = `Docker ${version} (interface ${apiVersion}, ${architecture})`;
  if (problem === undefined) return fine(text);
  return warning(`${text}: ${problem}`, "Update the engine.");
}

/** Sandboxes do not run on it, but the build of their image does, and so does whatever else the engine runs. */
function runcFinding({ runcVersion }: EngineFacts): readonly Diagnosis[] {
  const problem = runcVersion === undefined ? undefined : runcProblem(runcVersion);
  if (problem === undefined) return [];
  return [
    warning(
      `The engine's runc is ${runcVersion}: ${problem}. Sandboxes do not use it, builds of images and other containers do`,
      "Update runc; a distribution may have mended it without a new number (apt changelog runc).",
    ),
  ];
}

function usersFinding({ securityOptions }: EngineFacts): readonly Diagnosis[] {
  const names = securityOptions.map((option) => /^name=([^,]+)/.exec(option)?.[1] ?? option);
  if (names.includes("rootless")) {
    return [
      warning(
        "The engine runs without root: files in homes belong to other user ids than inside",
        "It was not tried with this. The trial below says whether it works here.",
      ),
    ];
  }
  if (names.includes("userns")) {
    return [
      warning(
        "The engine maps user ids (userns-remap): root in a sandbox is another user on this machine",
        "Homes must then belong to the mapped user. The trial below says whether it works here.",
      ),
    ];
  }
  return [
    warning(
      "root in a sandbox is root of this machine as far as files in its home go: the engine maps no user ids",
      "Keep users_dir mode 700 and mounted nosuid,nodev; docs/isolation.md says more.",
    ),
  ];
}

function restoreFinding({ liveRestore }: EngineFacts): readonly Diagnosis[] {
  if (liveRestore) return [];
  return [
    warning(
      "A restart of the engine ends all sandboxes and the turns in them",
      'To keep them: "live-restore": true in /etc/docker/daemon.json, then systemctl reload docker',
    ),
  ];
}
