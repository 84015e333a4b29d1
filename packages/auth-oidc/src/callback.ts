import { own, type ReturnedSignIn } from "@vibedeck/core";
import type { ServerMetadata } from "openid-client";
import type { Addresses } from "./config.ts";
import { notOurs, refusedWith } from "./failures.ts";

/** What a provider sent the browser back with, once it is known to belong to the sign-in that was begun. */
export interface Callback {
  readonly url: URL;
  readonly nonce: string;
  readonly verifier: string;
}

const MAX_URL = 16_384;

/** Parameters that mean something, and so may be there only once. */
const ONCE = ["code", "error", "iss", "state"];

/**
 * Checks what came back, before the provider is asked about any of it.
 * @throws `VibeDeckError`
 */
export function checkCallback(
  { url: address, flow, state }: ReturnedSignIn,
  kind: Addresses["kind"],
  metadata: ServerMetadata,
): Callback {
  const [nonce, verifier] = [own(flow, "nonce"), own(flow, "verifier")];
  if (
    typeof nonce !== "string" ||
    typeof verifier !== "string" ||
    nonce === "" ||
    verifier === "" ||
    state === ""
  ) {
    throw notOurs("No sign-in was begun in this browser");
  }
  if (address.length > MAX_URL || !URL.canParse(address)) throw notOurs("What came back cannot be read");
  const url = new URL(address);
  const parameters = url.searchParams;
  if (ONCE.some((name) => parameters.getAll(name).length > 1))
    throw notOurs("What came back says something twice");
  if (parameters.get("state") !== state) throw notOurs("What came back belongs to another sign-in");
  if (kind === "discovery") checkIssuer(parameters.get("iss"), metadata);
  // Without metadata nobody knows what it should be, and with one provider it cannot be another's.
  else parameters.delete("iss");
  const error = parameters.get("error");
  if (error !== null) throw refusedWith(error);
  if ((parameters.get("code") ?? "") === "") throw notOurs("What came back has no code");
  return { url, nonce, verifier };
}

/** RFC 9207: a provider that says that it names itself always does. */
function checkIssuer(iss: string | null, metadata: ServerMetadata): void {
  const promised = metadata.authorization_response_iss_parameter_supported === true;
  if (iss === null ? promised : iss !== metadata.issuer)
    throw notOurs("What came back is from another provider");
}
