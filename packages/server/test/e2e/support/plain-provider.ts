import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { CLIENT } from "./identity-provider.ts";
import { formOf, loginPage, page } from "./provider-pages.ts";

/** Somebody whom the provider knows, as its user endpoint tells it. */
export interface PlainAccount {
  readonly id: number;
  readonly login: string;
  readonly name: string | null;
}

interface Grant {
  readonly account: PlainAccount;
  readonly challenge: string;
  readonly redirectUri: string;
}

/**
 * An OAuth 2 provider of GitHub's shape: a numeric id, no ID token, no discovery; its token endpoint answers with a
 * form unless JSON is asked for, errors with status 200, and its API refuses whoever does not say what program they are.
 */
export class PlainProvider {
  readonly #accounts: readonly PlainAccount[];
  readonly #codes = new Map<string, Grant>();
  readonly #tokens = new Map<string, PlainAccount>();
  readonly #server: Server;

  private constructor(accounts: readonly PlainAccount[]) {
    this.#accounts = accounts;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(...accounts: readonly PlainAccount[]): Promise<PlainProvider> {
    const provider = new PlainProvider(accounts);
    await new Promise<void>((resolve) => provider.#server.listen(0, "127.0.0.1", resolve));
    onTestFinished(async () => {
      provider.#server.closeAllConnections();
      await new Promise((resolve) => provider.#server.close(resolve));
    });
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    if (url.pathname === "/login/oauth/authorize") return await this.#authorize(url, request, response);
    if (url.pathname === "/login/oauth/access_token")
      return this.#token(await formOf(request), request, response);
    if (url.pathname === "/user") return this.#user(request, response);
    page(response, 404, "<p>Nothing is here.</p>");
  }

  async #authorize(
    { pathname, search, searchParams }: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (request.method !== "POST")
      return page(response, 200, loginPage(`${pathname}${search}`.replaceAll("&", "&amp;")));
    const login = (await formOf(request)).get("account");
    const account = this.#accounts.find((known) => known.login === login);
    const redirectUri = searchParams.get("redirect_uri") ?? "";
    if (account === undefined || searchParams.get("client_id") !== CLIENT.id)
      return page(response, 400, "<p>No.</p>");
    const code = randomBytes(10).toString("hex");
    this.#codes.set(code, { account, redirectUri, challenge: searchParams.get("code_challenge") ?? "" });
    const back = new URL(redirectUri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", searchParams.get("state") ?? "");
    response.writeHead(302, { location: back.href }).end();
  }

  #token(form: URLSearchParams, { headers }: IncomingMessage, response: ServerResponse): void {
    const grant = this.#codes.get(form.get("code") ?? "");
    this.#codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isClient = form.get("client_id") === CLIENT.id && form.get("client_secret") === CLIENT.secret;
    const good = isClient && grant?.challenge === challenge && grant.redirectUri === form.get("redirect_uri");
    const token = randomBytes(20).toString("hex");
    if (grant !== undefined && good) this.#tokens.set(token, grant.account);
    const answer: Record<string, string> = good
      ? { access_token: `gho_${token}`, token_type: "bearer", scope: "" }
      : { error: isClient ? "bad_verification_code" : "incorrect_client_credentials" };
    const json = headers.accept?.includes("application/json") === true;
    const type = json
      ? "application/json; charset=utf-8"
      : "application/x-www-form-urlencoded; charset=utf-8";
    response.writeHead(200, { "content-type": type });
    response.end(json ? JSON.stringify(answer) : new URLSearchParams(answer).toString());
  }

  #user({ headers }: IncomingMessage, response: ServerResponse): void {
    const token = /^bearer gho_([0-9a-f]+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
    const account = this.#tokens.get(token);
    if (headers["user-agent"] === undefined) {
      page(response, 403, "<p>Request forbidden by administrative rules.</p>");
      return;
    }
    const status = account === undefined ? 401 : 200;
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(account ?? { message: "Bad credentials", status: "401" }));
  }
}
