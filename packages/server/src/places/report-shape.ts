import type { Place, PlaceReport } from "@vibedeck/core";
import { z } from "zod";

const text = z.exactOptional(z.string());
const time = z.exactOptional(z.number());
const count: z.ZodInt = z.int().nonnegative();
const amount: z.ZodNumber = z.number().nonnegative();

export const place: z.ZodType<Place> = z.object({
  owner: z.string(),
  name: z.string(),
  state: z.enum(["stopped", "starting", "running", "paused", "foreign", "unknown"]),
  detail: text,
  since: time,
  agents: count,
  stopsAt: time,
  use: z.exactOptional(
    z.object({
      memoryBytes: amount,
      memoryLimitBytes: amount,
      cpuSeconds: amount,
      cpus: amount,
      processes: z.exactOptional(count),
    }),
  ),
});

export const engine: z.ZodType<PlaceReport["engine"]> = z.object({
  ok: z.boolean(),
  text: z.string(),
  problem: text,
  hint: text,
});

/** What a backend says of its places, checked: it is another's code. */
export const placeReport: z.ZodType<PlaceReport> = z.object({
  engine,
  places: z.array(place).readonly(),
  limit: count,
  waiting: count,
});
