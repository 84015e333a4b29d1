import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { CLIENT_ID, CLIENT_SECRET } from "./authenticator.ts";
import { listen } from "./listen.ts";

/** What the user address answers, and how. */
export type Person = object | ((request: IncomingMessage, response: ServerResponse) => void);

/** An OAuth 2 provider that is made as GitHub's is: no ID token, forms unless asked for JSON, errors with status 200. */
export interface PlainProvider {
  readonly origin: string;
  /** The table for it. */
  readonly table: object;
  /** Headers with which the user address was asked. */
  readonly asked: readonly IncomingMessage["headers"][];
  browse(url: string): Promise<string>;
}

/** Starts one that says this of whoever signs in. */
export async function plainProvider(person: Person): Promise<PlainProvider> {
  const challenges = new Map<string, string>();
  const tokens = new Set<string>();
  const asked: IncomingMessage["headers"][] = [];
  const origin = await listen((request, response) => {
    const url = new URL(request.url ?? "", "http://x");
    if (url.pathname === "/authorize") {
      const code = randomBytes(10).toString("hex");
      challenges.set(code, url.searchParams.get("code_challenge") ?? "");
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      back.search = new URLSearchParams({ code, state: url.searchParams.get("state") ?? "" }).toString();
      response.writeHead(302, { location: back.href }).end();
    } else if (url.pathname === "/token") void exchange(request, response, challenges, tokens);
    else {
      asked.push(request.headers);
      tell(request, response, person, tokens);
    }
  });
  const browse = async (url: string): Promise<string> =>
    (await fetch(url, { redirect: "manual" })).headers.get("location") ?? "";
  const table = {
    authorize_url: `${origin}/authorize`,
    token_url: `${origin}/token`,
    userinfo_url: `${origin}/user`,
    id_claim: "id",
    scope: "read:user",
  };
  return { origin, table, asked, browse };
}

async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  challenges: Map<string, string>,
  tokens: Set<string>,
): Promise<void> {
  const form = new URLSearchParams(await text(request));
  const challenge = challenges.get(form.get("code") ?? "");
  challenges.delete(form.get("code") ?? "");
  const verifier = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  const token = `gho_${randomBytes(10).toString("hex")}`;
  const known = form.get("client_id") === CLIENT_ID && form.get("client_secret") === CLIENT_SECRET;
  const answer: { [key: string]: string } = !known
    ? { error: "incorrect_client_credentials", error_description: "<b>no</b>" }
    : challenge !== verifier
      ? { error: "bad_verification_code", error_description: "<b>no</b>" }
      : { access_token: token, scope: "read:user", token_type: "bearer" };
  tokens.add(token);
  const json = request.headers.accept === "application/json";
  const type = json ? "application/json; charset=utf-8" : "application/x-www-form-urlencoded; charset=utf-8";
  response.setHeader("content-type", type);
  response.end(json ? JSON.stringify(answer) : new URLSearchParams(answer).toString());
}

function tell(
  request: IncomingMessage,
  response: ServerResponse,
  person: Person,
  tokens: ReadonlySet<string>,
): void {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (request.headers["user-agent"] === undefined) response.writeHead(403).end("Request forbidden");
  else if (!tokens.has(token)) response.writeHead(401, { "content-type": "application/json" }).end("{}");
  else if (typeof person === "function") person(request, response);
  else response.setHeader("content-type", "application/json; charset=utf-8").end(JSON.stringify(person));
}
