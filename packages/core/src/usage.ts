import type { TokenCounts } from "./session.ts";

/** What one entry says of the tokens of one request to a model. */
export interface UsageRecord {
  /** Identifies the request: later entries with the same id replace earlier ones. */
  readonly id: string;
  /** `global` ids are unique over all files of an owner (copies of history are charged once); others per file. */
  readonly scope: "global" | "session";
  /** The model as the transcript names it. */
  readonly model: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly tokens: TokenCounts;
  readonly webSearches?: number;
  /** `fast` when the request ran in the tool's fast mode. */
  readonly speed?: string;
  /** Where inference ran, when the tool says so and it changes the price. */
  readonly region?: string;
  readonly tier?: string;
  /** The entry itself says that it is a copy of another session's. */
  readonly inherited?: boolean;
  /** The request belongs to a sub-agent. */
  readonly sidechain?: boolean;
  /** The recorded output is known to be too small. */
  readonly lowerBound?: boolean;
  /** Requests to other models made inside this one; `tokens` above does not contain them. */
  readonly extra?: readonly { readonly model: string; readonly tokens: TokenCounts }[];
}
