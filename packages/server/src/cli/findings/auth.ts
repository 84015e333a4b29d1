import { type Authenticator, isVibeDeckError, silentLogger } from "@vibedeck/core";
import { guard, reasonOf } from "@vibedeck/core/host";
import type { AdmissionRules } from "../../auth/setup.ts";
import type { AuthEntry } from "../../config/auth-table.ts";
import { keptSecretPath, keptSecretProblem } from "../../config/kept-secret.ts";
import type { Config } from "../../config/load-config.ts";
import { loadAuthenticator } from "../../plugins/load-authenticator.ts";
import type { Finding } from "./finding.ts";

const PROVIDER_MS = 10_000;

/** Whether people can sign in, who may, and what their sessions are signed with. Nothing is made or written. */
export async function authFindings(config: Config): Promise<readonly Finding[]> {
  const { auth, serve } = config;
  if (auth === undefined) return [{ state: "ok", text: "Nobody has to sign in: this machine only" }];
  const stop = new AbortController();
  try {
    const options = { logger: silentLogger, signal: stop.signal };
    const authenticator = await loadAuthenticator(auth, config, options);
    const proxies = serve.trustedProxies.join(", ");
    return [
      { state: "ok", text: `People sign in (${auth.use}) at ${serve.publicUrl ?? ""}` },
      ...(await providerFindings(authenticator, serve.publicUrl ?? "")),
      admissionFinding(auth.rules),
      secretFinding(auth, serve.stateDir),
      { state: "ok", text: proxies === "" ? "No proxy is trusted" : `Trusted proxies: ${proxies}` },
    ];
  } catch (error) {
    return [failure(error)];
  } finally {
    stop.abort();
  }
}

function failure(error: unknown): Finding {
  const known = isVibeDeckError(error) ? error : undefined;
  const code = known === undefined ? undefined : `(${known.code}, see docs/errors.md)`;
  const hint = [known?.hint, code].filter((part) => part !== undefined).join(" ");
  const text = `Nobody can sign in: ${reasonOf(error)}`;
  return { state: "failure", text, ...(hint === "" ? {} : { hint }) };
}

/** Begins a sign-in and goes no further: that takes what the provider says about itself, and no person. */
async function providerFindings(
  authenticator: Authenticator,
  publicUrl: string,
): Promise<readonly Finding[]> {
  if (authenticator.kind === "request") return [];
  const { label } = authenticator;
  const callback = `${publicUrl.replace(/\/$/, "")}/auth/callback`;
  try {
    await guard(label, "begin a sign-in", PROVIDER_MS, () => authenticator.begin(callback, "A".repeat(43)));
    return [{ state: "ok", text: `${label} can be asked; it sends people back to ${callback}` }];
  } catch (error) {
    const hint = "The server starts all the same, and asks again at the next sign-in.";
    return [{ state: "warning", text: `${label} cannot be asked: ${reasonOf(error)}`, hint }];
  }
}

function admissionFinding(rules: AdmissionRules): Finding {
  const { allowedUsers, allowedDomains, allowedGroups, allowAll, adminUsers } = rules;
  const admins = `admins: ${adminUsers.length}`;
  if (allowAll) {
    const hint = "Where the provider is a public one, that is everybody with an account there.";
    return { state: "warning", text: `Everybody whom the provider knows may enter; ${admins}`, hint };
  }
  const counts = `users: ${allowedUsers.length}, domains: ${allowedDomains.length}, groups: ${allowedGroups.length}`;
  return { state: "ok", text: `Who may enter: ${counts}; ${admins}` };
}

function secretFinding({ sessionSecrets }: AuthEntry, stateDir: string): Finding {
  if (sessionSecrets !== undefined)
    return { state: "ok", text: `Sessions are signed with a configured secret (${sessionSecrets.length})` };
  const path = keptSecretPath(stateDir);
  const problem = keptSecretProblem(stateDir);
  if (problem === undefined) return { state: "ok", text: `Sessions are signed with ${path}` };
  if (problem === "missing")
    return { state: "ok", text: `Sessions are signed with ${path} (made at the first start)` };
  const hint = "If others may have seen it, delete it: everybody signs in again.";
  return { state: "failure", text: `The session secret ${path} ${problem}`, hint };
}
