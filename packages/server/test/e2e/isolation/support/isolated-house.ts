import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Account, IdentityProvider } from "../../support/identity-provider.ts";
import { authAt, SignedDeck } from "../../support/signed-deck.ts";
import { askEngine } from "./ask-engine.ts";
import { claudeImage, type SharedEngine, sharedEngine, tinyImage } from "./shared-engine.ts";

/** How a house with sandboxes is set up. */
export interface IsolatedSetup {
  /** First names; each gets an account of its own at the provider, unique in the engine. */
  readonly people: readonly string[];
  readonly image: "tiny" | "claude";
  /** Another engine than the one that all tests share, with its image. */
  readonly engine?: SharedEngine & { readonly image: string };
  /** More keys of `[isolation]`. */
  readonly keys?: Readonly<Record<string, unknown>>;
  /** More keys of `[auth]`. */
  readonly auth?: Readonly<Record<string, unknown>>;
}

/** A server whose users run their agents in sandboxes, and the provider where they sign in. */
export interface IsolatedHouse {
  readonly deck: SignedDeck;
  readonly provider: IdentityProvider;
  readonly engine: SharedEngine;
  /** The account, and so the user id, of a first name. */
  account(name: string): string;
  /** The name of somebody's container. */
  container(name: string): string;
}

/** What the agents are given; the stand-in of the API runs inside of the sandboxes. */
const ENVIRONMENT = [
  "ANTHROPIC_BASE_URL=http://127.0.0.1:8642",
  "ANTHROPIC_API_KEY=sk-ant-stand-in-for-all-of-the-house",
  "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1",
];

/** Opens it; its sandboxes are removed when the test is over. */
export async function openIsolated(setup: IsolatedSetup): Promise<IsolatedHouse> {
  const engine = setup.engine ?? (await sharedEngine());
  const image = setup.engine?.image ?? (setup.image === "tiny" ? await tinyImage() : await claudeImage());
  const suffix = randomBytes(3).toString("hex");
  const account = (name: string): string => `${name}-${suffix}`;
  const accounts = setup.people.map((name): Account => ({ sub: account(name), name: capital(name) }));
  const provider = await IdentityProvider.start(...accounts);
  const auth = authAt(provider, { allowed_users: setup.people.map(account), ...setup.auth });
  const deck = await SignedDeck.prepare({
    users: [],
    auth,
    name: "isolation",
    backend: { docker_image: image, docker_host: engine.host, memory: "512m" },
  });
  provider.register({ publicUrl: deck.url });
  mkdirSync(deck.homes, { mode: 0o700 });
  const envFile = join(deck.home.base, "agents.env");
  writeFileSync(envFile, `${ENVIRONMENT.join("\n")}\n`, { mode: 0o600 });
  deck.configureBackend({ users_dir: deck.homes, env_file: envFile, ...setup.keys });
  onTestFinished(async () => {
    for (const name of setup.people) {
      const path = `/containers/sandbox-${account(name)}`;
      // A frozen one does not die.
      await askEngine(engine, "POST", `${path}/unpause`).catch(() => {});
      await askEngine(engine, "DELETE", `${path}?force=1`).catch(() => {});
    }
  }, 60_000);
  await deck.start();
  return { deck, provider, engine, account, container: (name) => `sandbox-${account(name)}` };
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
