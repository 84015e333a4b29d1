import { z } from "zod";

/**
 * Text that a person or a page wrote and a tool will read: no NUL, which ends a text for half of the world, and no half
 * of a character, which no file can hold. How long a message may be, the driver says.
 */
export const prose: z.ZodType<string> = z
  .string()
  .refine((text) => !text.includes("\0"), "must not hold a NUL")
  .refine((text) => text.isWellFormed(), "must not hold half of a character");

/** The same for a name, a path or an id: in one line, not empty, nothing that moves a cursor. */
export function line(max: number): z.ZodType<string> {
  return prose
    .refine((text) => text !== "", "must not be empty")
    .refine((text) => text.length <= max, `must not be longer than ${max} characters`)
    .refine((text) => !/\p{Cc}/u.test(text), "must not hold control characters");
}

/** The id of a model or a mode; what is allowed among them, the tool and the configuration say. */
export const choice: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._:/@[\]+-]{0,199}$/, "is not a name to choose by");

/** A UUID in small letters: ids are compared as text. */
export const uuid: z.ZodType<string> = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, "is not a UUID");
