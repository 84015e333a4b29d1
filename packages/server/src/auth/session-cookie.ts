import { createHash } from "node:crypto";
import Keygrip from "keygrip";
import type { DeckContext } from "../http/context.ts";

/** What {@link SessionCookie} takes. */
export interface CookieOptions {
  readonly publicUrl: URL;
  /** The first signs, all are believed. */
  readonly secrets: readonly string[];
  /** How long the browser keeps it, in milliseconds. */
  readonly maxAgeMs: number;
}

/** A session's id and its signature: 32 bytes of base64url each. */
const VALUE = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

/**
 * The one cookie that says who a browser is: the id of a session, signed. Over https its name begins with `__Host-`, so
 * that no neighbouring domain can set it (RFC 6265bis, 4.1.3.2); the rest of the name keeps deployments on one host
 * apart. Whether it is for https only follows the public address, whatever the last hop speaks.
 */
export class SessionCookie {
  readonly name: string;
  readonly #secure: boolean;
  readonly #keys: Keygrip;
  readonly #maxAgeMs: number;

  constructor({ publicUrl, secrets, maxAgeMs }: CookieOptions) {
    this.name = cookieName(publicUrl);
    this.#secure = publicUrl.protocol === "https:";
    this.#keys = new Keygrip([...secrets], "sha256");
    this.#maxAgeMs = maxAgeMs;
  }

  /** The id that a request carries. Two cookies of the name are none: one of them was planted. */
  read(ctx: DeckContext): string | undefined {
    const values = valuesOf(ctx.req.headers.cookie ?? "", this.name);
    const [, id, signature] = (values.length === 1 ? VALUE.exec(values[0] ?? "") : null) ?? [];
    if (id === undefined || signature === undefined) return undefined;
    const key = this.#keys.index(this.#signed(id), signature);
    if (key < 0) return undefined;
    // Signed with a key that is on its way out: from now on with the new one. Only with what no cache keeps for others.
    if (key > 0 && ctx.path.startsWith("/api/")) this.write(ctx, id);
    return id;
  }

  write(ctx: DeckContext, id: string): void {
    this.#set(ctx, `${id}.${this.#keys.sign(this.#signed(id))}`, this.#maxAgeMs);
  }

  clear(ctx: DeckContext): void {
    this.#set(ctx, "", 0);
  }

  /** The name is signed too, so that a signature made for something else is worth nothing here. */
  #signed(id: string): string {
    return `${this.name}=${id}`;
  }

  #set(ctx: DeckContext, value: string, maxAgeMs: number): void {
    const flags = `Path=/; HttpOnly; SameSite=Lax${this.#secure ? "; Secure" : ""}`;
    setCookie(ctx, this.name, `${this.name}=${value}; Max-Age=${Math.floor(maxAgeMs / 1_000)}; ${flags}`);
  }
}

/** `__Host-vibedeck-1a2b3c4d`; `suffix` tells further cookies of the same deployment apart. */
export function cookieName(publicUrl: URL, suffix: string = ""): string {
  const deployment = createHash("sha256").update(publicUrl.href).digest("hex").slice(0, 8);
  return `${publicUrl.protocol === "https:" ? "__Host-" : ""}vibedeck-${deployment}${suffix}`;
}

/** All values that a `Cookie` header has for a name (RFC 6265, 4.2.1). */
export function valuesOf(header: string, name: string): readonly string[] {
  return header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

/** Sets a cookie; the last word on a name replaces what the answer said of it before. */
export function setCookie(ctx: DeckContext, name: string, cookie: string): void {
  const before = [ctx.response.headers["set-cookie"] ?? []].flat().map(String);
  ctx.set("Set-Cookie", [...before.filter((other) => !other.startsWith(`${name}=`)), cookie]);
}
