import type { AuditAct } from "../../accounts/accounts.ts";

// As keys, so that none can be forgotten.
const ACTS: Readonly<Record<AuditAct, true>> = {
  "sign-in": true,
  "sign-out": true,
  refused: true,
  start: true,
  send: true,
  fork: true,
  interrupt: true,
  approval: true,
  change: true,
  "see-all": true,
  revoke: true,
  block: true,
  unblock: true,
  release: true,
  "sandbox-stop": true,
};

export function isAuditAct(text: string | undefined): text is AuditAct {
  return text !== undefined && Object.hasOwn(ACTS, text);
}

/** All acts, in the order of the documentation. */
export const AUDIT_ACTS: readonly AuditAct[] = Object.keys(ACTS).filter(isAuditAct);
