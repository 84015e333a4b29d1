import { createHash } from "node:crypto";
import Keygrip from "keygrip";
import type { DeckContext } from "../http/context.ts";

/** What {@link sessionCookie} takes. */
export interface SessionCookieOptions {
  readonly publicUrl: URL;
  /** The first signs, all are believed. */
  readonly secrets: readonly string[];
  /** Milliseconds. */
  readonly maxAgeMs: number;
}

/** The cookie that holds a session's id and nothing else. */
export interface SessionCookie {
  readonly name: string;
  /** The id, when there is exactly one cookie and its signature is ours. `old`: signed by a secret that goes. */
  read(ctx: DeckContext): { readonly id: string; readonly old: boolean } | undefined;
  write(ctx: DeckContext, id: string): void;
  clear(ctx: DeckContext): void;
}

/** 32 bytes of id, a dot, and an HMAC-SHA256, both in base64url. */
const VALUE = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

/**
 * Reads and writes the session cookie. `Secure` follows the address people use, not the hop before us: the proxy
 * speaks plain HTTP to us, and `__Host-` (RFC 6265bis, 4.1.3.2) is refused by browsers without it.
 */
export function sessionCookie({ publicUrl, secrets, maxAgeMs }: SessionCookieOptions): SessionCookie {
  const secure = publicUrl.protocol === "https:";
  const name = cookieName(publicUrl);
  const keys = new Keygrip([...secrets], "sha256");
  const signed = (id: string): string => `${name}=${id}`;
  const flags = `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  const set = (ctx: DeckContext, value: string, seconds: number): void =>
    setCookie(ctx, name, `${name}=${value}; Max-Age=${seconds}; ${flags}`);
  return {
    name,
    read: (ctx) => {
      const [, id, signature] = VALUE.exec(onlyCookie(ctx.req.headers.cookie, name) ?? "") ?? [];
      if (id === undefined || signature === undefined) return undefined;
      const key = keys.index(signed(id), signature);
      return key < 0 ? undefined : { id, old: key > 0 };
    },
    write: (ctx, id) => set(ctx, `${id}.${keys.sign(signed(id))}`, Math.floor(maxAgeMs / 1_000)),
    clear: (ctx) => set(ctx, "", 0),
  };
}

/** One name a deployment: several may share a host, and `__Host-` cookies share its root path. */
export function cookieName(publicUrl: URL): string {
  const short = createHash("sha256").update(publicUrl.href).digest("hex").slice(0, 8);
  return `${publicUrl.protocol === "https:" ? "__Host-" : ""}vibedeck-${short}`;
}

/** Two of one name: another page on this host's domain has put one beside ours, and which is ours cannot be told. */
function onlyCookie(header: string | undefined, name: string): string | undefined {
  const values = (header ?? "").split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at >= 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  return values.length === 1 ? values[0] : undefined;
}

/** The last word on a cookie replaces what was said of it before. */
function setCookie(ctx: DeckContext, name: string, cookie: string): void {
  const before = ctx.response.headers["set-cookie"] ?? [];
  const others = [before].flat().filter((one) => !String(one).startsWith(`${name}=`));
  ctx.set("Set-Cookie", [...others.map(String), cookie]);
}
