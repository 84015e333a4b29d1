import { isVibeDeckError } from "@vibedeck/core";
import { guard, type MountedBackend, reasonOf } from "@vibedeck/core/host";
import { z } from "zod";
import { placesOf } from "../../places/places-of.ts";
import { NEEDS_USERS_HINT, needsUsers } from "../../plugins/require-no-places.ts";
import type { Finding } from "./finding.ts";

/** How long a backend may look at what it needs, in milliseconds. */
const LIMIT_MS = 90_000;

/** Findings of one backend that are shown. */
const MAX_FINDINGS = 200;

const diagnosis: z.ZodType<Finding> = z.object({
  state: z.enum(["ok", "warning", "failure"]),
  text: z.string(),
  hint: z.exactOptional(z.string()),
});

/** What the backends themselves find. @param limitMs how long each may take, in milliseconds. */
export async function diagnoses(
  backends: readonly MountedBackend[],
  limitMs: number = LIMIT_MS,
): Promise<readonly Finding[]> {
  const found = await Promise.all(backends.map((mounted) => diagnosesOf(mounted, limitMs)));
  return found.flat();
}

/** A failure for each backend that needs people to sign in, where nobody does. */
export function needsOfUsers(backends: readonly MountedBackend[]): readonly Finding[] {
  return backends
    .filter((mounted) => placesOf(mounted) !== undefined)
    .map((mounted) => ({ state: "failure", text: needsUsers(mounted), hint: NEEDS_USERS_HINT }));
}

async function diagnosesOf(
  { backend, diagnose }: MountedBackend,
  limitMs: number,
): Promise<readonly Finding[]> {
  if (diagnose === undefined) return [];
  const owner = `Backend "${backend.id}"`;
  try {
    const found: unknown = await guard(owner, "look at what it needs", limitMs, diagnose);
    const checked = z.array(z.unknown()).safeParse(found).data ?? [found];
    return checked.slice(0, MAX_FINDINGS).map((each) => findingOf(owner, each));
  } catch (error) {
    const hint = isVibeDeckError(error) ? error.hint : undefined;
    return [{ state: "failure", text: reasonOf(error), ...(hint === undefined ? {} : { hint }) }];
  }
}

function findingOf(owner: string, found: unknown): Finding {
  return (
    diagnosis.safeParse(found).data ?? {
      state: "warning",
      text: `${owner} found something that it cannot tell`,
    }
  );
}
