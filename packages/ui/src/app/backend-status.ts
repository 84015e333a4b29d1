import type { Availability, Capabilities } from "@vibedeck/core";

/** What the page wants to know of a configured backend; `GET /api/backends` says more. */
export interface BackendStatus {
  readonly id: string;
  readonly title: string;
  readonly state: "loading" | "ready" | "degraded" | "failed" | "stopped";
  readonly capabilities?: Capabilities;
  /** Whether its tool can be run, as it was found lately. Absent: not looked at yet, or it runs nothing. */
  readonly agent?: Availability;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
}
