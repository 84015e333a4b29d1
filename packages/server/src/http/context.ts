import type { Principal, ScopedView } from "@vibedeck/core";
import type { DefaultContext, Middleware, ParameterizedContext } from "koa";
import type { AuditAct } from "../accounts/accounts.ts";
import type { Visitor } from "../auth/visitors.ts";

/** What the middlewares leave for those after them. */
export interface DeckState {
  /** Names the request in the log and in the answer's `X-Request-Id`. */
  requestId: string;
  principal?: Principal;
  /** The sign-in behind the principal; absent where nobody signs in, or another app knows who asks. */
  visitor?: Visitor;
  /** What a change was done to, for the audit log; default: what its path names. */
  target?: string;
  /** What a change was, for the audit log; default: what its route says. */
  act?: AuditAct;
  /** The only door to sessions: made for this request's principal. */
  view?: ScopedView;
  /** Values of the `:names` in the route's path. */
  params?: Readonly<Record<string, string>>;
  /** Path of the route as it is described, with `:names`: what logs may say. */
  route?: string;
}

export type DeckContext = ParameterizedContext<DeckState, DefaultContext>;

export type DeckMiddleware = Middleware<DeckState, DefaultContext>;
