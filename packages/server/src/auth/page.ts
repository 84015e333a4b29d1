import type { DeckContext } from "../http/context.ts";
import { type Html, html } from "./html.ts";

/** A page of sign-in. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Default 200. */
  readonly status?: number;
}

/** These pages have no script and nothing of anybody's: so little is allowed. */
export const SIGN_IN_POLICY: string = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const MARK: Html = html`<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7" fill="#2b5fa8"/><path d="M7 10h18M7 16h12M7 22h7" stroke="#fff" stroke-width="3" stroke-linecap="round"/><circle cx="23.5" cy="22" r="3" fill="#ffd27a"/></svg>`;

/** Answers with a page that no cache keeps. */
export function sendPage(ctx: DeckContext, basePath: string, { title, body, status = 200 }: Page): void {
  ctx.set("Content-Security-Policy", SIGN_IN_POLICY);
  ctx.set("Cache-Control", "no-store");
  ctx.status = status;
  ctx.type = "text/html; charset=utf-8";
  ctx.body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · VibeDeck</title>
<link rel="stylesheet" href="${basePath}/auth/page.css">
</head>
<body>
<main>
<p class="brand">${MARK}VibeDeck</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.markup;
}
