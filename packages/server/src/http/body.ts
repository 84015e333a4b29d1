import type { IncomingMessage } from "node:http";
import { VibeDeckError } from "@vibedeck/core";
import { badRequest } from "./errors.ts";
import { JsonShape } from "./json-shape.ts";
import { Uploads } from "./uploads.ts";

/** The largest ordinary body, in bytes. */
export const MAX_BODY: number = 1024 * 1024;

/** The largest body of a message with images, in bytes: ten of 5 MB in base64, and words. */
export const MAX_MESSAGE_BODY: number = 75 * 1024 * 1024;

/** The largest body of a message's text alone, in bytes: of 1 MB, each may be written as six. */
export const MAX_TEXT_BODY: number = 6 * MAX_BODY + 65_536;

/** How much of a larger body may be something else than texts, in bytes. */
const MAX_OUTSIDE = 65_536;

/** What {@link withJson} takes. */
export interface BodyRules {
  /** Bytes it may have. */
  readonly max: number;
  /** Who sends it: one reader must not take all the places for large ones. */
  readonly reader: string;
}

/** One for the process: its memory is what they share. */
const uploads = new Uploads();

/**
 * Reads the JSON body of a request and works with it. What is over {@link MAX_BODY} holds one of few places until the
 * work is done.
 * @throws `VibeDeckError` `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `BAD_REQUEST`, `UNAVAILABLE`.
 */
export async function withJson(
  request: IncomingMessage,
  rules: BodyRules,
  work: (body: unknown) => Promise<void>,
): Promise<void> {
  const announced = checkHeaders(request, rules.max);
  const reading = new Reading(rules, announced);
  try {
    await work(parse(await reading.all(request)));
  } finally {
    reading.release();
  }
}

/** @returns the length that the sender announces; 0 when none is. */
function checkHeaders({ headers }: IncomingMessage, max: number): number {
  const type = headers["content-type"] ?? "";
  if (!/^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type)) {
    throw new VibeDeckError("UNSUPPORTED_MEDIA_TYPE", "The body must be JSON.", {
      hint: "Send Content-Type: application/json.",
    });
  }
  if (headers["content-encoding"] !== undefined) {
    throw new VibeDeckError("UNSUPPORTED_MEDIA_TYPE", "The body must not be compressed.");
  }
  const announced = Number(headers["content-length"] ?? 0);
  if (announced > max) throw tooLarge(max);
  return announced;
}

/** One body on its way into memory. */
class Reading {
  readonly #rules: BodyRules;
  readonly #chunks: Buffer[] = [];
  readonly #shape = new JsonShape();
  #size = 0;
  #release: (() => void) | undefined;

  constructor(rules: BodyRules, announced: number) {
    this.#rules = rules;
    if (announced > MAX_BODY) this.#release = uploads.take(rules.reader);
  }

  release(): void {
    this.#release?.();
  }

  all(request: IncomingMessage): Promise<Uint8Array> {
    if (request.readableEnded)
      throw new Error("The body was read already: mount the deck before body parsers.");
    if (request.destroyed) throw endedEarly();
    return new Promise((resolve, reject) => {
      request.on("data", (chunk: Buffer) => {
        try {
          this.#add(chunk);
        } catch (error) {
          request.removeAllListeners("data").pause();
          reject(error);
        }
      });
      request.on("end", () => resolve(Buffer.concat(this.#chunks)));
      request.on("error", reject);
      request.on("close", () => reject(endedEarly()));
    });
  }

  #add(chunk: Buffer): void {
    const { max, reader } = this.#rules;
    this.#size += chunk.length;
    if (this.#size > max) throw tooLarge(max);
    if (max > MAX_BODY) this.#shape.add(chunk);
    if (this.#size > MAX_BODY) {
      this.#release ??= uploads.take(reader);
      if (this.#shape.outside > MAX_OUTSIDE) throw badRequest("The body holds too many values.");
    }
    this.#chunks.push(chunk);
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // The parser's message would quote the body.
    throw badRequest("The body is not valid JSON in UTF-8.");
  }
}

function tooLarge(max: number): VibeDeckError {
  return new VibeDeckError("PAYLOAD_TOO_LARGE", `A body may have ${max} bytes at most here.`);
}

function endedEarly(): VibeDeckError {
  return badRequest("The request ended before its body did.");
}
