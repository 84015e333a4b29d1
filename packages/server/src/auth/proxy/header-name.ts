import { z } from "zod";

/** Headers that say something else, or that anybody's browser or another proxy's bookkeeping sets. */
const TAKEN: ReadonlySet<string> = new Set([
  "accept",
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "forwarded",
  "host",
  "origin",
  "proxy-authorization",
  "referer",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
]);

/**
 * The name of a header that a proxy sets, in lower case. Without `_`: to many proxies it is the same as `-`, and then a
 * header that a stranger sent could pass as the proxy's.
 */
export const headerName: z.ZodType<string> = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9-]+$/, "must be the name of a header: letters, digits and hyphens")
  .transform((name) => name.toLowerCase())
  .refine(
    (name) => !TAKEN.has(name) && !/^(?:accept|sec|if)-/.test(name),
    "must be a header that only the proxy sets",
  );
