import type { DriveBrief } from "@vibedeck/core";
import { z } from "zod";

const count = z.number().int().nonnegative();

/** Whether an agent of ours works on a session. */
export const driveStage: z.ZodType<DriveBrief["state"]> = z.enum([
  "none",
  "starting",
  "idle",
  "running",
  "stopping",
]);

export const driveBrief: z.ZodType<DriveBrief> = z.object({
  state: driveStage,
  queued: count,
  needs: count,
  reason: z.exactOptional(z.string()),
  failed: z.exactOptional(z.string()),
});
