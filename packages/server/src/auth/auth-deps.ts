import type { Authenticator, Logger } from "@vibedeck/core";
import type { ClientAddresses } from "../http/client-address.ts";
import type { SignIns } from "./sign-ins.ts";

/** What the addresses of sign-in need. */
export interface AuthDeps {
  readonly authenticator: Authenticator;
  readonly signIns: SignIns;
  /** Where people reach the server: everything that is sent to a provider is made of it. */
  readonly publicUrl: URL;
  /** Empty, or like `/deck`. */
  readonly basePath: string;
  readonly addresses: ClientAddresses;
  /** The first seals, all open. */
  readonly sessionSecrets: readonly string[];
  readonly logger: Logger;
  /** Milliseconds since the epoch. Default: the clock. */
  readonly now?: () => number;
  /** Milliseconds that the authenticator gets for a step. Default 30,000. */
  readonly limitMs?: number;
}
