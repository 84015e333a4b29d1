import type { SessionSummary } from "@vibedeck/core";
import type { BackendStatus } from "../app/backend-status.ts";
import type { Me } from "../app/me.ts";

/** What stands below a transcript: the composer, or a word why there is none, or nothing. */
export type ComposerPlace =
  | { readonly kind: "composer"; readonly canFork: boolean }
  | { readonly kind: "why"; readonly text: string; readonly parent?: string }
  | { readonly kind: "nothing" };

const NOTHING: ComposerPlace = { kind: "nothing" };

/** Whether messages can be sent to a session from here, and why not. */
export function composerPlace(
  session: SessionSummary | undefined,
  backends: readonly BackendStatus[],
  me: Me | undefined,
): ComposerPlace {
  if (session === undefined || me === undefined) return NOTHING;
  if (me.readOnly) return me.readOnlyReason ? { kind: "why", text: me.readOnlyReason } : NOTHING;
  const backend = backends.find(({ id }) => id === session.backend);
  if (backend === undefined) return NOTHING;
  if (session.owner !== me.principal.id)
    return { kind: "why", text: "Only the owner of this session can send messages to it." };
  if (session.kind === "subagent")
    return {
      kind: "why",
      text: "A sub-agent takes its orders from its parent session.",
      ...(session.parent === undefined ? {} : { parent: session.parent }),
    };
  const { resume = false, fork = false } = backend.capabilities ?? {};
  if (!resume) return { kind: "why", text: `Sessions of ${backend.title} can be watched here, not driven.` };
  return { kind: "composer", canFork: fork };
}

/** The backends that can start sessions here. */
export function startable(backends: readonly BackendStatus[], me: Me | undefined): readonly BackendStatus[] {
  if (me === undefined || me.readOnly) return [];
  return backends.filter(
    ({ state, capabilities }) => capabilities?.run === true && state !== "failed" && state !== "stopped",
  );
}
