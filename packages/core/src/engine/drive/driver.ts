import type Database from "libsql";
import { VibeDeckError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { DriveHost, DriveLimits, Driver } from "./seams.ts";

/** What a driver works with beside its host. */
export interface DriverDeps {
  /** The opened user data: sends, approvals and running processes are kept there. */
  readonly database: Database.Database;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly limits: DriveLimits;
  /** Every call throws `READ_ONLY` then. */
  readonly readOnly: boolean;
}

/** Makes the part of the engine that drives sessions. Nothing runs before {@link Driver.start}. */
export function createDriver(_host: DriveHost, _deps: DriverDeps): Driver {
  return {
    async start() {},
    async stop() {},
    brief: () => undefined,
    overlay: () => undefined,
    scoped() {
      throw new VibeDeckError("NOT_SUPPORTED", "Driving is not there yet.");
    },
    seen() {},
    found() {},
  };
}
