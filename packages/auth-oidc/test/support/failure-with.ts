import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect } from "vitest";
import { authenticatorOf, CLIENT_SECRET, everythingOf, rejection, signIn } from "./authenticator.ts";
import { type Lies, lyingProvider } from "./lying-provider.ts";

/** What a provider says that wants to act in the page. */
export const SCRIPT = "<script>alert(1)</script>";

/** An answer as it stands. */
export const raw =
  (status: number, type: string, body: string): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { "content-type": type }).end(body);

/** An answer that sends elsewhere. */
export const redirect =
  (status: number, location: string): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { location }).end();

/** No answer. */
export const silent: RequestListener = () => {};

/** An answer that never ends, with something new each 20 ms. */
export const dripping: RequestListener = (_request, response) => {
  const drip = setInterval(() => response.write(" "), 20);
  response.writeHead(200, { "content-type": "application/json" }).on("close", () => clearInterval(drip));
};

/** What a sign-in with such a provider comes to, having made sure that nothing secret is in it or in the log. */
export async function failureWith(
  lies: Lies,
  limits: object = {},
): Promise<Error & { readonly code?: string }> {
  const provider = await lyingProvider(lies);
  const lines: string[] = [];
  const error = await rejection(signIn(authenticatorOf(provider.table, limits, lines), provider.browse));
  const seen = `${everythingOf(error)} ${lines.join()}`;
  for (const secret of [...provider.secrets, CLIENT_SECRET, SCRIPT]) expect(seen).not.toContain(secret);
  return error;
}

/** An address at which nobody listens. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}`;
}
