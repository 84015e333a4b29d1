import { createHash } from "node:crypto";
import type { Root } from "../parts.ts";

/**
 * The key of a session: 22 URL-safe characters (132 bits of SHA-256) over backend, owner and path. Ids inside the
 * file play no part: whoever writes the file could choose somebody else's.
 */
export function sessionKey(backend: string, root: Pick<Root, "owner" | "id">, relativePath: string): string {
  return createHash("sha256")
    .update([backend, root.owner, root.id ?? "", relativePath].join("\0"))
    .digest("base64url")
    .slice(0, 22);
}
