import { randomBytes, randomUUID } from "node:crypto";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** An id as Claude's service makes them: `msg_01…`, `toolu_01…`, `req_01…`. */
export function serviceId(prefix: "msg" | "toolu" | "srvtoolu" | "req"): string {
  const letters = Array.from(randomBytes(22), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `${prefix}_01${letters.join("")}`;
}

/** The id of a sub-agent. */
export function agentId(): string {
  return `a${randomBytes(8).toString("hex")}`;
}

/** The id of an entry, a prompt or a session. */
export function uuid(): string {
  return randomUUID();
}

/** What the service signs a thought with; nobody can read it. */
export function signature(): string {
  return randomBytes(96).toString("base64");
}
