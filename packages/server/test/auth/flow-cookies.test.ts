import type { IncomingMessage, ServerResponse } from "node:http";
import Koa from "koa";
import { expect, test } from "vitest";
import { flowCookies } from "../../src/auth/flow-cookies.ts";
import type { DeckContext, DeckState } from "../../src/http/context.ts";

/** Two texts whose SHA-256 begins with the same 8 hexadecimal digits: their cookies have the same name. */
const TWINS = ["state-55419", "state-109004"] as const;

function context(cookie?: string): DeckContext {
  const request = { url: "/", method: "GET", headers: cookie === undefined ? {} : { cookie }, socket: {} };
  const headers = new Map<string, unknown>();
  const response = {
    headersSent: false,
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: unknown) => headers.set(name.toLowerCase(), value),
    getHeaders: () => Object.fromEntries(headers),
  };
  const app = new Koa<DeckState>();
  return app.createContext(
    request as unknown as IncomingMessage,
    response as unknown as ServerResponse,
  ) as DeckContext;
}

test("the whole state has to be the one that was kept, not only its cookie's name (26)", () => {
  const [mine, twin] = TWINS;
  const flows = flowCookies(new URL("https://deck.example"), ["a secret"], () => 1_000);
  const out = context();
  flows.keep(out, { state: mine, flow: { nonce: "n" }, returnTo: "/", begunAt: 1_000 });
  const cookie = String(out.response.get("Set-Cookie")).split(";")[0] ?? "";

  expect(flows.find(context(cookie), mine)).toEqual({
    state: mine,
    flow: { nonce: "n" },
    returnTo: "/",
    begunAt: 1_000,
  });
  expect(flows.find(context(cookie), twin)).toBeUndefined();
});
