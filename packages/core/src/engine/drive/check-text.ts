import { VibeDeckError } from "../../errors.ts";

/** Bytes of UTF-8 that a message may have. */
export const MAX_TEXT = 1_000_000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws `VibeDeckError` `BAD_REQUEST` for NUL and halves of surrogate pairs, `PAYLOAD_TOO_LARGE`. */
export function checkText(text: string, what: string, maxBytes: number = MAX_TEXT): void {
  if (typeof text !== "string") throw new VibeDeckError("BAD_REQUEST", `${what} must be text.`);
  if (Buffer.byteLength(text) > maxBytes) {
    throw new VibeDeckError("PAYLOAD_TOO_LARGE", `${what} is longer than ${maxBytes / 1_000} kB.`, {
      hint: "Put it into a file in the folder and name the file in the message.",
    });
  }
  if (text.includes("\0")) throw new VibeDeckError("BAD_REQUEST", `${what} holds a NUL character.`);
  if (!text.isWellFormed()) {
    throw new VibeDeckError("BAD_REQUEST", `${what} holds half of a character (a lone surrogate).`);
  }
}

/** @throws `VibeDeckError` `BAD_REQUEST`. */
export function checkId(id: string): void {
  if (typeof id === "string" && UUID.test(id)) return;
  throw new VibeDeckError("BAD_REQUEST", "The id of a message must be a UUID.");
}

/**
 * The place that runs the tool checks more.
 * @throws `VibeDeckError` `BAD_REQUEST` for a path that is neither absolute nor in the home, or that nobody would type.
 */
export function checkPath(path: string): void {
  if (typeof path !== "string" || !/^(?:\/|~$|~\/)/.test(path) || path.length > 4_096 || hasControls(path)) {
    throw new VibeDeckError("BAD_REQUEST", "The folder must be an absolute path without control characters.");
  }
}

/** Whether a text holds control characters or halves of surrogate pairs. */
export function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text) || !text.isWellFormed();
}
