import { z } from "zod";

/** The longest message, in bytes of UTF-8. */
export const MAX_MESSAGE: number = 1024 * 1024;

/**
 * Text that a person or a page wrote and a tool will read: no NUL, which ends a text for half of the world, and no half
 * of a character, which no file can hold.
 * @param maxBytes of UTF-8.
 */
export function prose(maxBytes: number): z.ZodType<string> {
  return z
    .string()
    .max(maxBytes, `must not be longer than ${maxBytes} bytes`)
    .refine((text) => Buffer.byteLength(text) <= maxBytes, `must not be longer than ${maxBytes} bytes`)
    .refine((text) => !text.includes("\0"), "must not hold a NUL")
    .refine((text) => text.isWellFormed(), "must not hold half of a character");
}

/** The same for a name, a path or an id: in one line, not empty, nothing that moves a cursor. */
export function line(maxBytes: number): z.ZodType<string> {
  return prose(maxBytes)
    .refine((text) => text !== "", "must not be empty")
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
