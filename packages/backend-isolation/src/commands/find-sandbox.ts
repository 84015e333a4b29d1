import { fromUserId, toUserId, VibeDeckError } from "@vibedeck/core";
import type { SandboxStatus } from "../sandbox-runtime.ts";

/**
 * The sandbox that an operator means by a user id, or by the value of the id claim.
 * @throws `VibeDeckError` `USER_NOT_FOUND` when there is none.
 */
export function findSandbox(all: readonly SandboxStatus[], name: string): SandboxStatus {
  const mapped = toUserId(name);
  const meant = [name, ...("id" in mapped ? [mapped.id] : [])];
  for (const id of meant) {
    const found = all.find(({ owner }) => owner === id);
    if (found !== undefined) return found;
  }
  throw new VibeDeckError("USER_NOT_FOUND", `There is no sandbox of ${JSON.stringify(name.slice(0, 100))}.`, {
    hint: "`vibedeck sandbox ls` lists all there are. One is made with a user's first message.",
  });
}

/** The same, and one that may be touched. @throws also `CONFLICT` for one that is not ours. */
export function findOurs(all: readonly SandboxStatus[], name: string): SandboxStatus {
  const found = findSandbox(all, name);
  if (found.state !== "foreign") return found;
  const why = found.detail === undefined ? "" : `: ${found.detail}`;
  throw new VibeDeckError(
    "CONFLICT",
    `${found.name} was not made by this VibeDeck${why}. It is left alone.`,
    {
      hint: `Look at it with docker inspect ${found.name}. If nobody needs it: docker rm -f ${found.name}`,
    },
  );
}

/** A user as people know them: the id, and the claim it was made from where that reads differently. */
export function nameOf(owner: string): string {
  const claim = fromUserId(owner);
  return claim === undefined || claim === owner ? owner : `${owner} (${claim})`;
}
