import type { BackendStatus } from "@vibedeck/core/host";
import type { Finding } from "./finding.ts";

/** What became of each configured backend. */
export function backendFindings(statuses: readonly BackendStatus[]): readonly Finding[] {
  return statuses.map(({ id, title, error }) => {
    if (error === undefined) return { state: "ok", text: `Backend ${id} (${title})` };
    const hint = [error.hint, `(${error.code}, see docs/errors.md)`]
      .filter((part) => part !== undefined)
      .join(" ");
    return { state: "failure", text: `Backend ${id}: ${error.message}`, hint };
  });
}
