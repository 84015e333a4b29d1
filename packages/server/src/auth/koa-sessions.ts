import { randomBytes } from "node:crypto";
import { type Identity, isObject } from "@vibedeck/core";
import type Koa from "koa";
import { createSession } from "koa-session";
import type { AuthSession, AuthSessions } from "../accounts/accounts.ts";
import type { DeckContext, DeckMiddleware, DeckState } from "../http/context.ts";
import type { SessionCookie } from "./session-cookie.ts";

/** What {@link koaSessions} takes. */
export interface KoaSessionOptions {
  readonly cookie: SessionCookie;
  /** Called for each request: the database is opened after the middlewares are made. */
  readonly sessions: () => AuthSessions;
  /** Whether a stored session still counts. */
  readonly valid: (session: AuthSession) => boolean;
  readonly maxAgeMs: number;
}

/** What is kept in `ctx.session`. */
interface Held {
  readonly id: string;
  readonly kept: AuthSession;
}

/**
 * koa-session over our database and our cookie. It makes ids, gives a new one at sign-in and destroys the old; it is
 * never left to write by itself, so that a stream's headers, or a session that ended meanwhile, stay as they are.
 */
export function koaSessions(app: Koa<DeckState>, options: KoaSessionOptions): DeckMiddleware {
  const { cookie, sessions, valid, maxAgeMs } = options;
  const middleware = createSession(
    {
      key: cookie.name,
      maxAge: maxAgeMs,
      rolling: false,
      renew: false,
      signed: false,
      autoCommit: false,
      genid: () => randomBytes(32).toString("base64url"),
      // Its type wants a string; what is falsy it takes for none.
      externalKey: { get: (ctx) => cookie.read(ctx) ?? "", set: (ctx, id) => cookie.write(ctx, id) },
      store: {
        get: async (id) => {
          const kept = sessions().get(id);
          return kept === undefined ? undefined : ({ id, kept } satisfies Held);
        },
        set: async (id, held) => sessions().put(id, held.kept),
        destroy: async (id) => {
          sessions().end(id);
        },
      },
      valid: (_ctx, held) => isHeld(held) && valid(held.kept),
    },
    app,
  );
  return async (ctx, next) => {
    // Else it refuses to clear a cookie for https on the plain hop behind a proxy.
    ctx.cookies.secure = true;
    await middleware(ctx, next);
  };
}

/** The session that a request came with. */
export function sessionOf(ctx: DeckContext): Held | undefined {
  const held: unknown = ctx["session"];
  return isHeld(held) ? { id: held.id, kept: held.kept } : undefined;
}

/** Gives the browser a session with an id that nobody has seen before; the one it had ends. */
export async function renewSession(
  ctx: DeckContext,
  kept: { readonly user: string; readonly identity: Identity; readonly fingerprint: string },
  now: number,
): Promise<void> {
  ctx["session"] = { kept: { ...kept, createdAt: now, seenAt: now } };
  await ctx["session"].regenerate();
}

function isHeld(value: unknown): value is Held {
  return isObject(value) && "id" in value && "kept" in value && isObject(value["kept"]);
}
