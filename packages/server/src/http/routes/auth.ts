import { VibeDeckError } from "@vibedeck/core";
import { z } from "zod";
import { attemptLimit } from "../../auth/attempt-limit.ts";
import type { AuthDeps } from "../../auth/auth-deps.ts";
import { failurePage } from "../../auth/failure-page.ts";
import { logFailure } from "../../auth/log-failure.ts";
import { onlyParam } from "../../auth/only-param.ts";
import { sendPage } from "../../auth/page.ts";
import { PAGE_STYLE } from "../../auth/page-style.ts";
import { providerSignOut } from "../../auth/provider-sign-out.ts";
import { type RedirectSignIn, redirect, redirectSignIn } from "../../auth/redirect-sign-in.ts";
import { returnTo } from "../../auth/return-to.ts";
import { signInPage } from "../../auth/sign-in-page.ts";
import type { DeckContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { type Route, sendJson } from "./route.ts";

/** Answer of `POST /auth/logout`. */
export interface SignedOut {
  /** False where a proxy signs people in: there is nothing of ours to end. */
  readonly signedOut: boolean;
  /** Where the provider's, or the proxy's, own sign-in ends. */
  readonly url?: string | undefined;
}

const signedOut: z.ZodType<SignedOut> = z.object({ signedOut: z.boolean(), url: z.string().optional() });

/** The addresses of sign-in. They answer strangers; nothing they say is anybody's. */
export function authRoutes(deps: AuthDeps): readonly Route[] {
  const { authenticator } = deps;
  const flow = authenticator.kind === "redirect" ? redirectSignIn(authenticator, deps) : undefined;
  const limited = limiter(deps);
  const providersEnd = signOutAsker(deps);
  const step = (name: keyof RedirectSignIn) => async (ctx: DeckContext) => {
    if (flow === undefined) throw notFound();
    // Something that only looks must not use a sign-in up.
    if (ctx.method === "HEAD") return sendNothing(ctx);
    await limited(ctx, () => flow[name](ctx));
  };
  const open = true;
  return [
    {
      ...{ method: "GET", path: "/auth/sign-in", open, summary: "The page where people sign in." },
      handle: (ctx) => showSignIn(ctx, deps, providersEnd),
    },
    {
      ...{ method: "GET", path: "/auth/login", open, summary: "Begins a sign-in at the provider." },
      handle: step("begin"),
    },
    {
      ...{ method: "GET", path: "/auth/callback", open, summary: "Where the provider sends people back to." },
      handle: step("finish"),
    },
    {
      ...{ method: "POST", path: "/auth/logout", open, summary: "Ends the sign-in of this browser." },
      answer: signedOut,
      handle: (ctx) => signOut(ctx, deps, providersEnd),
    },
    {
      ...{ method: "GET", path: "/auth/page.css", open, summary: "Style of the pages of sign-in." },
      handle: sendStyle,
    },
  ];
}

function limiter({ addresses, basePath, logger }: AuthDeps) {
  const limit = attemptLimit();
  return async (ctx: DeckContext, attempt: () => Promise<void>): Promise<void> => {
    const from = addresses.of(ctx.req);
    const retryAfter = await limit.spend(from);
    if (retryAfter === undefined) return attempt();
    logger.debug({ requestId: ctx.state.requestId, from }, "Too many sign-ins from one address");
    failurePage(ctx, new VibeDeckError("TOO_MANY_ATTEMPTS", "Too many sign-ins."), basePath, { retryAfter });
  };
}

type SignOutAsker = (ctx: DeckContext) => Promise<string | undefined>;

/** Where the provider's own sign-in ends; not asked for those who ask too often: the provider may be far, and slow. */
function signOutAsker(deps: AuthDeps): SignOutAsker {
  const limit = attemptLimit();
  return async (ctx) => {
    const tooOften = (await limit.spend(deps.addresses.of(ctx.req))) !== undefined;
    return tooOften ? undefined : providerSignOut(deps);
  };
}

async function showSignIn(ctx: DeckContext, deps: AuthDeps, providersEnd: SignOutAsker): Promise<void> {
  const { authenticator, basePath, logger, signIns } = deps;
  const to = returnTo(onlyParam(ctx.querystring, "return_to"), deps);
  try {
    if ((await signIns.current(ctx)) !== undefined) return redirect(ctx, 303, to);
  } catch (error) {
    logFailure(logger, ctx.state.requestId, error);
    return failurePage(ctx, error, basePath);
  }
  const bySession = authenticator.kind === "redirect";
  const after = afterWhat(ctx.querystring);
  const page = signInPage({
    label: bySession ? authenticator.label : undefined,
    loginHref: bySession ? `${basePath}/auth/login?return_to=${encodeURIComponent(to)}` : to,
    after,
    signOutUrl: after === "signed-out" ? await providersEnd(ctx) : undefined,
  });
  sendPage(ctx, basePath, page);
}

function afterWhat(query: string): "signed-out" | "ended" | undefined {
  const params = new URLSearchParams(query);
  if (params.has("signed_out")) return "signed-out";
  return params.has("ended") ? "ended" : undefined;
}

/** A form is sent on to a page; everything else reads JSON. Other sites' pages were turned away before. */
async function signOut(ctx: DeckContext, deps: AuthDeps, providersEnd: SignOutAsker): Promise<void> {
  const { authenticator, basePath, signIns } = deps;
  const { headers } = ctx.req;
  const bySession = authenticator.kind === "redirect";
  if (bySession) await signIns.leave(ctx);
  const url = await providersEnd(ctx);
  const isForm = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(
    headers["content-type"] ?? "",
  );
  if (!isForm) return sendJson(ctx, { signedOut: bySession, ...(url === undefined ? {} : { url }) });
  redirect(ctx, 303, bySession ? `${basePath}/auth/sign-in?signed_out` : (url ?? `${basePath}/auth/sign-in`));
}

function sendStyle(ctx: DeckContext): void {
  ctx.set("Cache-Control", "public, max-age=3600");
  ctx.type = "text/css; charset=utf-8";
  ctx.body = PAGE_STYLE;
}

function sendNothing(ctx: DeckContext): void {
  ctx.status = 200;
  ctx.type = "text/html; charset=utf-8";
  ctx.body = "";
}
