import type { ClientAddresses } from "../client-address.ts";
import type { Metrics } from "./metrics.ts";

/** The figures, and who may read them beside admins. */
export interface MetricsAccess {
  readonly metrics: Metrics;
  readonly token?: string;
  readonly addresses: ClientAddresses;
}
