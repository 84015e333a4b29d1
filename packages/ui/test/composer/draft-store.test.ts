import { beforeEach, describe, expect, it } from "vitest";
import { Boxes } from "../../src/composer/boxes.ts";
import { DraftStore } from "../../src/composer/draft-store.ts";

/** A browser's storage; it refuses to write when it is full. */
class FakeStorage implements Storage {
  [name: string]: unknown;
  readonly #items = new Map<string, string>();
  full = false;

  get length(): number {
    return this.#items.size;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(name: string): string | null {
    return this.#items.get(name) ?? null;
  }

  setItem(name: string, value: string): void {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.#items.set(name, value);
  }

  removeItem(name: string): void {
    this.#items.delete(name);
  }

  clear(): void {
    this.#items.clear();
  }
}

let storage: FakeStorage;

beforeEach(() => {
  storage = new FakeStorage();
});

describe("drafts", () => {
  it("come back in a later page, each at its place", () => {
    const before = new DraftStore(storage);
    before.write("ada", "a", { text: "for a" });
    before.write("ada", "b", { text: "for b", attempt: "id" });

    const after = new DraftStore(storage);

    expect(after.read("ada", "a")).toEqual({ text: "for a" });
    expect(after.read("ada", "b")).toEqual({ text: "for b", attempt: "id" });
    expect(after.read("ada", "c")).toEqual({ text: "" });
  });

  it("of one reader are not those of another in the same browser", () => {
    const drafts = new DraftStore(storage);
    drafts.write("ada", "new", { text: "secret plan" });

    expect(drafts.read("bob", "new").text).toBe("");
    expect(drafts.read("ada", "new").text).toBe("secret plan");
  });

  it("leave nothing behind when they are emptied", () => {
    const drafts = new DraftStore(storage);
    drafts.write("ada", "a", { text: "x" });
    drafts.write("ada", "a", { text: "" });

    expect(storage.length).toBe(0);
  });

  it("last as long as the page where the browser keeps nothing", () => {
    storage.full = true;
    const full = new DraftStore(storage);
    const none = new DraftStore(undefined);
    for (const drafts of [full, none]) {
      drafts.write("ada", "a", { text: "kept" });
      expect(drafts.read("ada", "a").text).toBe("kept");
    }
  });

  it("are bounded: the oldest go, other things of the page stay", () => {
    storage.setItem("vibedeck", "{}");
    const drafts = new DraftStore(storage);
    for (let i = 0; i < 130; i += 1) drafts.write("ada", `s${i}`, { text: `draft ${i}` });

    expect(storage.length).toBeLessThanOrEqual(101);
    expect(storage.getItem("vibedeck")).toBe("{}");
    expect(new DraftStore(storage).read("ada", "s129").text).toBe("draft 129");
  });

  it("of one reader do not push out those of another", () => {
    const drafts = new DraftStore(storage);
    drafts.write("bob", "a", { text: "bob's only one" });
    for (let i = 0; i < 130; i += 1) drafts.write("ada", `s${i}`, { text: `draft ${i}` });

    expect(new DraftStore(storage).read("bob", "a").text).toBe("bob's only one");
  });

  it("of nobody in particular are not kept by the browser, where the next person would find them", () => {
    const drafts = new DraftStore(storage);
    storage.setItem("vibedeck.draft..new", '{"text":"left by somebody"}');
    expect(drafts.read("", "new").text).toBe("");
    drafts.write("", "new", { text: "whose?" });

    expect(drafts.read("", "new").text).toBe("whose?");
    expect(new DraftStore(storage).read("", "new").text).toBe("");
  });

  it("that were tampered with are none", () => {
    for (const value of ["{", "null", "[]", '{"text":1}', '{"__proto__":{"text":"x"}}']) {
      storage.setItem("vibedeck.draft.ada.a", value);
      expect(new DraftStore(storage).read("ada", "a").text).toBe("");
    }
  });

  it("go with a session to its other key, but not over what stands there", () => {
    const drafts = new DraftStore(storage);
    drafts.write("ada", "from", { text: "moved" });
    drafts.move("ada", "from", "to");
    expect([drafts.read("ada", "from").text, drafts.read("ada", "to").text]).toEqual(["", "moved"]);

    drafts.write("ada", "from", { text: "later" });
    drafts.move("ada", "from", "to");
    expect(drafts.read("ada", "to").text).toBe("moved");
  });
});

describe("a box", () => {
  it("keeps what was written into it after the message was sent", () => {
    const boxes = new Boxes("ada", new DraftStore(storage));
    const sent = { text: "first", files: [] };
    boxes.write("a", { text: "second", files: [] });

    boxes.sent("a", sent);
    expect(boxes.read("a").text).toBe("second");

    boxes.write("a", sent);
    boxes.sent("a", sent);
    expect(boxes.read("a").text).toBe("");
  });

  it("does not remember an attempt whose files a later page lacks: it would be another message under the same id", () => {
    const content = { type: "text", name: "a.txt", text: "a" } as const;
    const file = { id: 1, name: "a.txt", bytes: 1, content };
    const boxes = new Boxes("ada", new DraftStore(storage));
    boxes.write("a", { text: "look", files: [file], attempt: "id" });

    expect(new Boxes("ada", new DraftStore(storage)).read("a")).toEqual({ text: "look", files: [] });
  });
});
