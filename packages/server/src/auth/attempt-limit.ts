import { createHmac, randomBytes } from "node:crypto";
import { isIPv6 } from "node:net";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** How often somebody may try. */
export interface AttemptLimit {
  /** Counts an attempt. @returns seconds to wait when it is one too many. */
  spend(address: string): Promise<number | undefined>;
  /** Whether one more would be too many. Counts nothing. */
  isSpent(address: string): Promise<boolean>;
}

/** Attempts of one address in a minute. A sign-in takes two: begin and come back. */
export const ATTEMPTS_A_MINUTE = 30;

/** Limits attempts by address. What it remembers is bounded by {@link addressPlaces}. */
export function attemptLimit(): AttemptLimit {
  const limiter = new RateLimiterMemory({ points: ATTEMPTS_A_MINUTE, duration: 60 });
  const placeOf = addressPlaces(randomBytes(32));
  return {
    spend: async (address) => {
      try {
        await limiter.consume(placeOf(address));
        return undefined;
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
      }
    },
    isSpent: async (address) => {
      const kept = await limiter.get(placeOf(address));
      return kept !== null && kept.consumedPoints >= ATTEMPTS_A_MINUTE;
    },
  };
}

/**
 * Gives addresses one of 65,536 places, by a hash with a key: a stranger with a world of addresses fills no more memory
 * than that, and cannot look for one that shares a place with somebody else. Of IPv6 the first 64 bits count, which is
 * what one household has (RFC 6177).
 */
export function addressPlaces(key: Uint8Array): (address: string) => number {
  return (address) => createHmac("sha256", key).update(networkOf(address)).digest().readUInt16BE(0);
}

/** The part of an address that one client cannot change at will. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [plain = ""] = address.split("%");
  // The URL parser writes each IPv6 address in one way, an embedded IPv4 address too (WHATWG URL, 3.5).
  const [head = "", tail = ""] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split("::");
  const [before, after] = [head, tail].map((part) => (part === "" ? [] : part.split(":")));
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array<string>(missing).fill("0"), ...(after ?? [])];
  const mapped = groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff";
  return mapped ? groups.join(":") : groups.slice(0, 4).join(":");
}
