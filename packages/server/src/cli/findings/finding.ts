/** One thing that `vibedeck doctor` looked at. */
export interface Finding {
  /** A warning does not keep the server from working. */
  readonly state: "ok" | "warning" | "failure";
  readonly text: string;
  /** What to do. */
  readonly hint?: string;
}
