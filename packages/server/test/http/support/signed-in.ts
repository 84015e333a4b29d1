import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import { onTestFinished } from "vitest";
import type { Accounts } from "../../../src/accounts/accounts.ts";
import { openAccounts } from "../../../src/accounts/open-accounts.ts";
import type { AdmissionRules, AuthSetup } from "../../../src/auth/setup.ts";
import type { Deck } from "../../../src/deck.ts";
import { type AroundOptions, deckAround } from "../../../src/http/deck-around.ts";
import { listen } from "../../../src/http/listen.ts";
import { type Browser, browserFor, NAVIGATION } from "./browser.ts";
import { type FakeEngine, fakeEngine } from "./fake-engine.ts";
import { codeOf, type FakeProvider, fakeProvider } from "./fake-provider.ts";
import type { Answer } from "./server.ts";

/** Signs sessions in tests. */
export const SECRET = "s3cret-that-signs-0123456789abcdef";

/** Whom everybody may see and who sees everybody. */
export const ADMIN = "root-of-all";

/** A server where people sign in. */
export interface SignedInDeck {
  readonly deck: Deck;
  readonly port: number;
  readonly provider: FakeProvider;
  /** What time it is there, in milliseconds since the epoch. */
  readonly clock: { now: number };
  readonly stateDir: string;
  /** The server's own, once it has started. */
  readonly accounts: Accounts;
  /** Another connection to the same database: as good as another process. */
  readonly elsewhere: Accounts;
  /** A browser that has never been here. */
  browser(): Browser;
  /** A browser in which somebody has signed in. */
  signIn(name: string): Promise<Browser>;
  close(): Promise<void>;
}

/** How the deck is made. */
export interface SignedInOptions extends Partial<Omit<AroundOptions, "auth">> {
  readonly engine?: Engine;
  readonly provider?: FakeProvider;
  readonly setup?: Partial<Omit<AuthSetup, "rules">>;
  readonly rules?: Partial<AdmissionRules>;
  /** Of a server that was here before. */
  readonly stateDir?: string;
  readonly clock?: { now: number };
  /** Puts something between the server and what is kept about people. */
  readonly around?: (accounts: Accounts) => Accounts;
}

export const RULES: AdmissionRules = {
  allowedUsers: ["alice", "bob", "carol", ADMIN],
  allowedDomains: [],
  allowedGroups: [],
  allowAll: false,
  adminUsers: [ADMIN],
};

/** Milliseconds since the epoch at which tests begin. */
export const START = Date.UTC(2030, 0, 1);

/** A deck on a free port over an engine that a test fills by hand; it is closed when the test ends. */
export async function signedInDeck(
  options: SignedInOptions = {},
): Promise<SignedInDeck & { readonly engine: FakeEngine }> {
  const engine = fakeEngine();
  return { ...(await signedInOver(engine, options)), engine };
}

/** The same over any engine. */
export async function signedInOver(engine: Engine, options: SignedInOptions = {}): Promise<SignedInDeck> {
  const { provider = fakeProvider(), setup, rules, clock = { now: START }, around, ...rest } = options;
  const stateDir = options.stateDir ?? temporaryFolder();
  let accounts: Accounts | undefined;
  const deck = deckAround(engine, {
    backends: [],
    logger: silentLogger,
    version: "9.9.9",
    ui: false,
    metrics: {},
    publicUrl: "https://deck.example",
    now: () => clock.now,
    openAccounts: () => {
      const opened = openAccounts(stateDir, options.logger ?? silentLogger);
      accounts = around?.(opened) ?? opened;
      return accounts;
    },
    ...rest,
    auth: {
      authenticator: provider,
      sessionSecrets: [SECRET],
      ...setup,
      rules: { ...RULES, ...rules },
    },
  });
  await deck.start();
  const listening = await listen(deck, { drainMs: 500 });
  const elsewhere = openAccounts(stateDir, silentLogger);
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await listening.close();
    await deck.stop();
    elsewhere.close();
  };
  onTestFinished(close);
  const { port } = listening;
  if (accounts === undefined) throw new Error("the accounts were not opened");
  return {
    ...{ deck, port, provider, clock, stateDir, accounts, elsewhere, close },
    browser: () => browserFor(port),
    signIn: async (name) => {
      const browser = browserFor(port);
      await signInWith(browser, name, deck.basePath);
      return browser;
    },
  };
}

/** Goes to the provider and back. @returns the answer to the way back. */
export async function signInWith(browser: Browser, name: string, basePath: string = ""): Promise<Answer> {
  const gone = await browser.get(`${basePath}/auth/login?return_to=${basePath}/`, NAVIGATION);
  const state = new URL(gone.headers.location ?? "").searchParams.get("state") ?? "";
  const query = new URLSearchParams({ code: codeOf(name), state });
  return browser.get(`${basePath}/auth/callback?${query}`, { ...NAVIGATION, "sec-fetch-site": "cross-site" });
}

/** Signs out as the page does. */
export function signOut(browser: Browser, basePath: string = ""): Promise<Answer> {
  return browser.send("POST", `${basePath}/auth/logout`, { "content-type": "application/json" }, "{}");
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vibedeck-auth-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
