import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** A page as it begins in a browser whose storage holds this. */
async function page(storage: Map<string, string>) {
  vi.resetModules();
  vi.stubGlobal("localStorage", {
    get length() {
      return storage.size;
    },
    key: (index: number) => [...storage.keys()][index] ?? null,
    getItem: (name: string) => storage.get(name) ?? null,
    setItem: (name: string, value: string) => void storage.set(name, value),
    removeItem: (name: string) => void storage.delete(name),
  });
  const reader = await import("../src/app/reader.ts");
  const preferences = await import("../src/app/preferences.ts");
  const { DraftStore } = await import("../src/composer/draft-store.ts");
  return { ...reader, ...preferences, drafts: new DraftStore(localStorage) };
}

let storage: Map<string, string>;

describe("what a browser keeps", () => {
  beforeEach(() => {
    storage = new Map();
  });
  afterEach(() => void vi.unstubAllGlobals());

  it("is each person's own, except how the screen looks, and holds before the server says who they are", async () => {
    let now = await page(storage);
    now.readerIs("ada");
    now.writePreference("closed", ["secret-project"]);
    now.writePreference("theme", "dark");
    now = await page(storage);
    expect(now.readPreference("closed")).toEqual(["secret-project"]);

    let changes = 0;
    now.watchReader({ change: () => (changes += 1) }, new AbortController().signal);
    now.readerIs("ada");
    expect(changes).toBe(0);
    now.readerIs("bob");

    expect(changes).toBe(1);
    expect(now.readPreference("closed")).toBeUndefined();
    expect(now.readPreference("theme")).toBe("dark");
  });

  it("has the names it always had where nobody signs in", async () => {
    const now = await page(storage);
    now.readerIs("");
    now.writePreference("notify", true);
    now.drafts.write("local", "a", { text: "x" });

    expect([...storage.keys()]).toEqual(["vibedeck", "vibedeck.draft.local.a"]);
  });

  it("goes with a person who signs out on purpose, and only theirs; nothing of theirs comes after", async () => {
    storage.set("vibedeck", '{"theme":"dark"}');
    storage.set("vibedeck.draft.ada-2.x", '{"text":"another\\u0027s"}');
    const now = await page(storage);
    now.readerIs("ada");
    now.writePreference("notify", true);
    now.drafts.write("ada", "a", { text: "secret" });

    now.forgetReader();
    now.writePreference("notify", true);
    now.drafts.write("ada", "a", { text: "secret" });

    expect([...storage.keys()]).toEqual(["vibedeck", "vibedeck.draft.ada-2.x"]);
    expect(now.readerGone()).toBe(true);
  });
});
