import { randomBytes } from "node:crypto";
import { type Identity, isVibeDeckError, type RedirectAuthenticator, VibeDeckError } from "@vibedeck/core";
import type { DeckContext } from "../http/context.ts";
import { accountName } from "./account-name.ts";
import type { AuthDeps } from "./auth-deps.ts";
import { checkedIdentity } from "./checked-identity.ts";
import { type FailureView, failurePage } from "./failure-page.ts";
import { FLOW_MS, type Flow, flowCookies } from "./flow-cookies.ts";
import { logFailure } from "./log-failure.ts";
import { onlyParam } from "./only-param.ts";
import { providerSignOut, webAddress } from "./provider-sign-out.ts";
import { Recently } from "./recently.ts";
import { returnTo } from "./return-to.ts";
import { within } from "./within.ts";

/** Sends browsers to the provider and takes them back. */
export interface RedirectSignIn {
  begin(ctx: DeckContext): Promise<void>;
  finish(ctx: DeckContext): Promise<void>;
}

/** Milliseconds that an authenticator gets for a step, beyond what it allows its provider. */
const LIMIT_MS = 30_000;

/** Characters of what a provider may append to our address. */
const MAX_QUERY = 8_192;

/** @param authenticator the one of `deps`. */
export function redirectSignIn(authenticator: RedirectAuthenticator, deps: AuthDeps): RedirectSignIn {
  const { basePath, publicUrl, logger, sessionSecrets, signIns, now = Date.now, limitMs = LIMIT_MS } = deps;
  const flows = flowCookies(publicUrl, sessionSecrets, now);
  /** Sign-ins that came back: each may do so once, also while the first is still being looked at. */
  const used = new Recently(FLOW_MS);
  // From the public address alone: what the request says about hosts is a stranger's word.
  const callback = `${publicUrl.origin}${basePath}/auth/callback`;

  const fail = (ctx: DeckContext, error: unknown, to: string, view: FailureView = {}): void => {
    const againHref = `${basePath}/auth/login?return_to=${encodeURIComponent(to)}`;
    failurePage(ctx, error, basePath, { againHref, label: authenticator.label, ...view });
  };

  const take = (ctx: DeckContext): Flow => {
    const state = ctx.querystring.length > MAX_QUERY ? undefined : onlyState(ctx.querystring);
    const flow = state === undefined ? undefined : flows.find(ctx, state);
    if (flow === undefined)
      throw new VibeDeckError("SIGN_IN_INVALID", "No sign-in of this browser has that state.");
    flows.forget(ctx, flow.state);
    if (used.note(flow.state, now())) return flow;
    throw new VibeDeckError("SIGN_IN_INVALID", "This sign-in came back before.");
  };

  const exchange = async (ctx: DeckContext, { state, flow }: Flow): Promise<Identity> => {
    const url = new URL(callback);
    url.search = ctx.querystring;
    return checkedIdentity(await within(limitMs, () => authenticator.finish({ url: url.href, flow, state })));
  };

  const enter = async (ctx: DeckContext, identity: Identity, to: string): Promise<void> => {
    try {
      await signIns.enter(ctx, identity);
      redirect(ctx, 303, to);
    } catch (error) {
      const refused = isVibeDeckError(error) && error.code === "SIGN_IN_REFUSED";
      // A refusal is in the log already.
      if (!refused) logFailure(logger, ctx.state.requestId, error);
      const account = accountName(identity);
      const view = refused ? { ownWords: true, account, signOutUrl: await providerSignOut(deps) } : {};
      fail(ctx, error, to, view);
    }
  };

  return {
    begin: async (ctx) => {
      const to = returnTo(onlyParam(ctx.querystring, "return_to"), deps);
      const state = randomBytes(32).toString("base64url");
      try {
        const begun = await within(limitMs, () => authenticator.begin(callback, state));
        const url = webAddress(begun.url);
        if (url === undefined)
          throw new VibeDeckError("PROVIDER_FAILED", "The provider's address is none of the web.");
        flows.keep(ctx, { state, flow: begun.flow, returnTo: to, begunAt: now() });
        redirect(ctx, 302, url);
      } catch (error) {
        logFailure(logger, ctx.state.requestId, error, [state]);
        fail(ctx, error, to);
      }
    },
    finish: async (ctx) => {
      let to = `${basePath}/`;
      let identity: Identity;
      try {
        const flow = take(ctx);
        // Checked again: the base path may have been another when it was sealed.
        to = returnTo(flow.returnTo, deps);
        identity = await exchange(ctx, flow);
      } catch (error) {
        logFailure(logger, ctx.state.requestId, error, secretsOf(ctx.querystring));
        return fail(ctx, error, to);
      }
      await enter(ctx, identity, to);
    },
  };
}

/** Goes elsewhere, without a body that would repeat the address. */
export function redirect(ctx: DeckContext, status: 302 | 303, to: string): void {
  ctx.set("Cache-Control", "no-store");
  ctx.set("Location", to);
  ctx.status = status;
  ctx.body = "";
}

/** The state; `undefined` when any parameter is there twice: two readers could then read two things. */
function onlyState(query: string): string | undefined {
  const params = new URLSearchParams(query);
  const names = [...params.keys()];
  if (new Set(names).size < names.length) return undefined;
  return params.get("state") ?? undefined;
}

/** What a provider appended to our address for nobody else: the code and the state, as they stand there and decoded. */
function secretsOf(query: string): readonly string[] {
  const params = new URLSearchParams(query);
  return ["code", "state"].flatMap((name) =>
    params.getAll(name).flatMap((value) => [value, encodeURIComponent(value)]),
  );
}
