import { silentLogger, VibeDeckError } from "@vibedeck/core";
import { expect, test } from "vitest";
import { type AroundOptions, deckAround } from "../../../src/http/deck-around.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { fakeProvider } from "../support/fake-provider.ts";
import { RULES, SECRET, signedInDeck } from "../support/signed-in.ts";

const OPTIONS: AroundOptions = {
  backends: [],
  logger: silentLogger,
  version: "9.9.9",
  ui: false,
  publicUrl: "https://deck.example",
  auth: { authenticator: fakeProvider(), sessionSecrets: [SECRET], rules: RULES },
};

test("a deck whose accounts cannot be opened does not start, and leaves nothing running", async () => {
  let running = 0;
  const engine = Object.assign(fakeEngine(), {
    start: async () => void running++,
    stop: async () => void running--,
  });
  const deck = deckAround(engine, {
    ...OPTIONS,
    openAccounts: () => {
      throw new VibeDeckError("STATE_BROKEN", "accounts.db is no database.");
    },
  });

  await expect(deck.start()).rejects.toMatchObject({ code: "STATE_BROKEN" });

  expect(running).toBe(0);
});

test.each([
  ["without the address where people reach it", { publicUrl: undefined }],
  ["without a place for what it keeps", { openAccounts: undefined }],
  ["beside another app that says who asks", { authenticate: () => undefined }],
])("sign-in is refused before anything starts: %s (38)", (_how, change) => {
  const { publicUrl, ...rest } = OPTIONS;
  const options = { ...rest, ...(publicUrl === undefined ? {} : { publicUrl }), openAccounts: neverOpened };
  const changed = Object.fromEntries(
    Object.entries({ ...options, ...change }).filter(([, value]) => value !== undefined),
  );

  expect(() => deckAround(fakeEngine(), changed as unknown as AroundOptions)).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID" }),
  );
});

test("a trusted proxy that is no address is refused before anything starts (80)", async () => {
  await expect(signedInDeck({ trustedProxies: ["proxy.example"] })).rejects.toMatchObject({
    code: "CONFIG_INVALID",
  });
});

function neverOpened(): never {
  throw new Error("nothing is opened here");
}
