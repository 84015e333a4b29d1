import type { IncomingMessage } from "node:http";
import { VibeDeckError } from "@vibedeck/core";
import type { DeckMiddleware } from "./context.ts";
import { badRequest } from "./errors.ts";

/** The largest body, in bytes. */
export const MAX_BODY: number = 1024 * 1024;

const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/** Reads the JSON body of a request that may have one into `state.body`. */
export const bodyReader: DeckMiddleware = async (ctx, next) => {
  if (WITH_BODY.has(ctx.method) && ctx.path.startsWith("/api/")) {
    try {
      checkHeaders(ctx.req);
      ctx.state.body = parse(await readAll(ctx.req));
    } catch (error) {
      // What was not read must not be taken for the next request, nor be waited for.
      ctx.set("Connection", "close");
      throw error;
    }
  }
  await next();
};

function checkHeaders(request: IncomingMessage): void {
  const { headers } = request;
  const type = headers["content-type"] ?? "";
  if (!/^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type)) {
    throw new VibeDeckError("UNSUPPORTED_MEDIA_TYPE", "The body must be JSON.", {
      hint: "Send Content-Type: application/json.",
    });
  }
  if (headers["content-encoding"] !== undefined) {
    throw new VibeDeckError("UNSUPPORTED_MEDIA_TYPE", "The body must not be compressed.");
  }
  if (Number(headers["content-length"] ?? 0) > MAX_BODY) throw tooLarge();
}

async function readAll(request: IncomingMessage): Promise<Uint8Array> {
  if (request.readableEnded)
    throw new Error("The body was read already: mount the deck before body parsers.");
  const { promise, resolve, reject } = settler<Uint8Array>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
    else {
      request.removeAllListeners("data").pause();
      reject(tooLarge());
    }
  });
  request.on("end", () => resolve(Buffer.concat(chunks)));
  request.on("error", reject);
  request.on("close", () => reject(badRequest("The request ended before its body did.")));
  return promise;
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

function tooLarge(): VibeDeckError {
  return new VibeDeckError("PAYLOAD_TOO_LARGE", `A body may have ${MAX_BODY} bytes at most.`);
}

function settler<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
