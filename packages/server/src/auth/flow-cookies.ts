import { createHash } from "node:crypto";
import { isObject, type JsonObject, own } from "@vibedeck/core";
import type { DeckContext } from "../http/context.ts";
import { sealer } from "./sealed.ts";
import { cookieName } from "./session-cookie.ts";

/** A sign-in that was begun in a browser. */
export interface Flow {
  /** 256 random bits in base64url. */
  readonly state: string;
  /** What the authenticator needs again. */
  readonly flow: JsonObject;
  /** Empty when it was too long. */
  readonly returnTo: string;
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
}

/** Sign-ins that were begun, each in a cookie of its own: several tabs may be at it, and no stranger fills our memory. */
export interface FlowCookies {
  /** Keeps it in the browser, and lets go of the oldest that are too many. */
  keep(ctx: DeckContext, flow: Flow): void;
  /** The one that this browser began with that state, unless it is too old. */
  find(ctx: DeckContext, state: string): Flow | undefined;
  forget(ctx: DeckContext, state: string): void;
}

/** How long people may take at the provider, in milliseconds. */
export const FLOW_MS: number = 10 * 60_000;

const MAX_FLOWS = 5;

/** Characters of one cookie's value. Browsers drop a cookie of more than 4,096 bytes (RFC 6265bis, 5.6). */
const MAX_VALUE = 3_500;

/** Of all together: with more, proxies and Node.js refuse every request of the browser, and nobody could help it. */
const MAX_ALL = 6_000;

/** Cookies that one answer takes away: with more, its head is too large for proxies. The next answer takes others. */
const MAX_DROPPED = 20;

/** @param publicUrl where people reach the server: it decides about `Secure` and the name. */
export function flowCookies(publicUrl: URL, secrets: readonly string[], now: () => number): FlowCookies {
  const { seal, open } = sealer(secrets, "vibedeck sign-in flow");
  const prefix = cookieName(publicUrl, "-flow-");
  const flags = `Path=/; HttpOnly; SameSite=Lax${publicUrl.protocol === "https:" ? "; Secure" : ""}`;
  const nameOf = (state: string): string => prefix + shortHash(state);
  const drop = (ctx: DeckContext, name: string): void =>
    ctx.append("Set-Cookie", `${name}=; Max-Age=0; ${flags}`);
  const read = (name: string, value: string): Flow | undefined => {
    const flow = flowIn(open(value, name));
    const age = flow === undefined ? -1 : now() - flow.begunAt;
    return age >= 0 && age < FLOW_MS ? flow : undefined;
  };
  return {
    keep: (ctx, flow) => {
      const name = nameOf(flow.state);
      const value = sealedSmall(flow, name);
      const others = cookiesOf(ctx, prefix).map((cookie) => ({
        ...cookie,
        flow: read(cookie.name, cookie.value),
      }));
      for (const other of [...tooMany(others, value.length)].slice(-MAX_DROPPED)) drop(ctx, other);
      ctx.append("Set-Cookie", `${name}=${value}; Max-Age=${FLOW_MS / 1_000}; ${flags}`);
    },
    find: (ctx, state) => {
      const name = nameOf(state);
      const [only, ...more] = cookiesOf(ctx, name).filter((cookie) => cookie.name === name);
      // Two of one name: a neighbour under our domain put one there, and which is ours cannot be told.
      if (only === undefined || more.length > 0) return undefined;
      const flow = read(name, only.value);
      return flow?.state === state ? flow : undefined;
    },
    forget: (ctx, state) => drop(ctx, nameOf(state)),
  };

  function sealedSmall(flow: Flow, name: string): string {
    // An address to return to that is too long is worth less than being able to sign in.
    const values = [seal(flow, name), seal({ ...flow, returnTo: "" }, name)];
    const value = values.find(({ length }) => length <= MAX_VALUE);
    if (value !== undefined) return value;
    throw new Error("The authenticator wants to keep more about a sign-in than fits into a cookie.");
  }
}

interface Kept {
  readonly name: string;
  readonly value: string;
  readonly flow: Flow | undefined;
}

/** Names of those that must go so that a new one fits: what is no use any more, then the oldest. */
function tooMany(all: readonly Kept[], coming: number): ReadonlySet<string> {
  const newestFirst = all.toSorted((a, b) => (b.flow?.begunAt ?? 0) - (a.flow?.begunAt ?? 0));
  const gone = new Set<string>();
  let [count, size] = [1, coming];
  for (const { name, value, flow } of newestFirst) {
    if (flow !== undefined) {
      count++;
      size += value.length;
    }
    if (flow === undefined || count > MAX_FLOWS || size > MAX_ALL) gone.add(name);
  }
  return gone;
}

function cookiesOf(ctx: DeckContext, prefix: string): { readonly name: string; readonly value: string }[] {
  return (ctx.req.headers.cookie ?? "").split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    const name = pair.slice(0, Math.max(at, 0)).trim();
    // Only names of our own making are ever written back.
    const ours = name.startsWith(prefix) && /^[A-Za-z0-9_-]+$/.test(name);
    return ours ? [{ name, value: pair.slice(at + 1).trim() }] : [];
  });
}

function flowIn(value: object | undefined): Flow | undefined {
  if (!isObject(value)) return undefined;
  const [state, flow, returnTo, begunAt] = ["state", "flow", "returnTo", "begunAt"].map((key) =>
    own(value, key),
  );
  if (typeof state !== "string" || typeof returnTo !== "string" || typeof begunAt !== "number")
    return undefined;
  return isObject(flow) ? { state, flow, returnTo, begunAt } : undefined;
}

function shortHash(state: string): string {
  return createHash("sha256").update(state).digest("hex").slice(0, 8);
}
