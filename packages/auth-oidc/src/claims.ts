import { isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import * as client from "openid-client";
import { BadAnswer, failureOf, wrongClock } from "./failures.ts";
import { CLOCK_TOLERANCE, type Provider } from "./provider.ts";

/** What a provider says about a person: the first document wins, the others say what it leaves out. */
export type Claims = readonly JsonObject[];

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** Reads an own field of a JSON object. A field that is there and null is not looked for elsewhere. */
export function claimOf(claims: Claims, name: string): Json | undefined {
  for (const document of claims) {
    const value = own(document, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The claims of a signed ID token, and those that only userinfo has. */
export async function openIdClaims(provider: Provider, tokens: Tokens): Promise<Claims> {
  const idToken = tokens.claims();
  if (idToken === undefined) throw new BadAnswer("sent no ID token");
  const { clientId, now } = { clientId: provider.any.clientMetadata().client_id, now: Date.now() / 1000 };
  // Neither is looked at by openid-client: a token of tomorrow, and one for our audience made for another client.
  if (idToken.iat > now + CLOCK_TOLERANCE) throw wrongClock();
  if (idToken["azp"] !== undefined && idToken["azp"] !== clientId) {
    throw new BadAnswer("sent an ID token for another client");
  }
  const document: unknown = idToken;
  if (!isObject(document)) throw new BadAnswer("sent an ID token without claims");
  if (provider.metadata.userinfo_endpoint === undefined) return [document];
  try {
    const userinfo: unknown = await client.fetchUserInfo(provider.any, tokens.access_token, idToken.sub);
    return isObject(userinfo) ? [document, userinfo] : [document];
  } catch (error) {
    throw failureOf(error, "Who somebody is");
  }
}

/** What the userinfo address of a provider without ID tokens says. */
export async function plainClaims(provider: Provider, tokens: Tokens): Promise<Claims> {
  try {
    const url = new URL(provider.metadata.userinfo_endpoint ?? "");
    const headers = new Headers({ accept: "application/json", "user-agent": "VibeDeck" });
    const { access_token: token } = tokens;
    const response = await client.fetchProtectedResource(provider.any, token, url, "GET", null, headers);
    if (response.status !== 200) throw new BadAnswer("did not say who somebody is");
    return [jsonObject(await response.text())];
  } catch (error) {
    throw failureOf(error, "Who somebody is");
  }
}

function jsonObject(text: string): JsonObject {
  const value = parsed(text);
  if (!isObject(value)) throw new BadAnswer("answered with JSON that is no object");
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadAnswer("answered with something else than JSON");
  }
}
