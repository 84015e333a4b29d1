import type { DeckMiddleware } from "./context.ts";

/** What the page may do: run its own code, nothing inline, talk to this server only, be framed by nobody. */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html dompurify",
].join("; ");

/** What bytes out of a transcript may do when they are opened by themselves: nothing. */
export const INERT_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": PAGE_POLICY,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-DNS-Prefetch-Control": "off",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  // Everything is somebody's data unless a route knows better.
  "Cache-Control": "no-store",
};

/** Puts the headers on every answer, errors too. */
export const securityHeaders: DeckMiddleware = async (ctx, next) => {
  ctx.set(HEADERS);
  await next();
};
