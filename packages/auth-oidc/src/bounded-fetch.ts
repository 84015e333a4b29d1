import { isObject, own } from "@vibedeck/core";
import type { CustomFetchOptions } from "openid-client";
import { mayTalkTo, type PlainHttp } from "./address.ts";
import { BadAnswer } from "./failures.ts";
import type { Surroundings } from "./limits.ts";

/** Asks a provider, as openid-client wants it done. */
export type ProviderFetch = (url: string, options: CustomFetchOptions) => Promise<Response>;

/** openid-client looks at the type only when a body is no JSON, so it is looked at here. */
const JSON_TYPE = /^application\/(?:json|jwt|[a-z0-9.+-]+\+json)$/;

/** Statuses that a `Response` refuses to have a body with. */
const BODILESS: ReadonlySet<number> = new Set([204, 205]);

/**
 * A fetch for a provider whose answers may be endless, slow, or not what they should be: bounded in bytes and time,
 * never following a redirect, never to an address that may be listened to on the way.
 * @param stop aborted when the server stops.
 */
export function boundedFetch(
  plainHttp: PlainHttp,
  { fetch, timeoutMs, maxBytes }: Surroundings,
  stop: AbortSignal,
): ProviderFetch {
  return async (address, options) => {
    const url = new URL(address);
    if (!mayTalkTo(url, plainHttp)) throw new BadAnswer("names an address that is not https");
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stop]);
    const response = await fetch(url, { ...options, body: options.body ?? null, redirect: "manual", signal });
    const problem = problemOf(response);
    if (problem !== undefined) {
      await response.body?.cancel();
      throw new BadAnswer(problem);
    }
    const bytes = await bodyOf(response, maxBytes);
    const status = options.method === "POST" && isHiddenError(bytes) ? 400 : response.status;
    return new Response(BODILESS.has(status) ? null : bytes, { status, headers: response.headers });
  };
}

function problemOf({ status, headers }: Response): string | undefined {
  if (status >= 300 && status < 400) return "answered with a redirect";
  const type = (headers.get("content-type")?.split(";")[0] ?? "").trim().toLowerCase();
  return status === 200 && !JSON_TYPE.test(type) ? "answered with something else than JSON" : undefined;
}

async function bodyOf({ body }: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > maxBytes) throw new BadAnswer("answered with too much");
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

/** Some token endpoints say `{"error": …}` with status 200, which RFC 6749, 5.2 forbids and GitHub does. */
function isHiddenError(bytes: Uint8Array): boolean {
  try {
    const answer: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return (
      isObject(answer) &&
      typeof own(answer, "error") === "string" &&
      own(answer, "access_token") === undefined
    );
  } catch {
    // Whoever reads it will say that it is no JSON.
    return false;
  }
}
