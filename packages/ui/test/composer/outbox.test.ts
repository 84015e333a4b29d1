import type { Send, SendReceipt } from "@vibedeck/core";
import { describe, expect, it, vi } from "vitest";
import { ApiError } from "../../src/app/http.ts";
import { Boxes } from "../../src/composer/boxes.ts";
import { DraftStore } from "../../src/composer/draft-store.ts";
import { messageId } from "../../src/composer/message-id.ts";
import { deliver, MAX_TRIES, unanswered } from "../../src/composer/outbox.ts";
import { Sender } from "../../src/composer/sender.ts";
import { send } from "../fake-drive.ts";

const OFFLINE = new ApiError("OFFLINE", 0, "gone");
const receipt = (id: string): SendReceipt => ({ key: "a", send: send(id) satisfies Send });
const noWait = async (): Promise<void> => {};

describe("delivery", () => {
  it("tries again while nobody answers, and stops at the first answer", async () => {
    let tries = 0;
    const told: number[] = [];
    const answer = await deliver({
      post: async () => {
        tries += 1;
        if (tries < 4) throw tries === 2 ? new ApiError("INTERNAL", 502, "bad gateway") : OFFLINE;
        return "taken";
      },
      signal: new AbortController().signal,
      waiting: (count) => told.push(count),
      wait: noWait,
    });

    expect([answer, tries]).toEqual(["taken", 4]);
    expect(told).toEqual([1, 2, 3]);
  });

  it("takes a refusal for an answer", async () => {
    for (const refusal of [
      new ApiError("RUNS_ELSEWHERE", 409, "A terminal runs it."),
      new ApiError("INTERNAL", 500, "Broken."),
      new ApiError("UNAVAILABLE", 503, "No sandbox."),
      new ApiError("TOO_MANY_SENDS", 429, "Slowly."),
    ]) {
      expect(unanswered(refusal)).toBe(false);
      const post = vi.fn(() => Promise.reject(refusal));
      const { signal } = new AbortController();
      await expect(deliver({ post, signal, waiting: () => {}, wait: noWait })).rejects.toBe(refusal);
      expect(post).toHaveBeenCalledTimes(1);
    }
  });

  it("gives up after a while, and at once when it is told to", async () => {
    const post = vi.fn(() => Promise.reject(OFFLINE));
    const never = new AbortController();
    await expect(
      deliver({ post, signal: never.signal, waiting: () => {}, wait: noWait }),
    ).rejects.toMatchObject({ code: "OFFLINE" });
    expect(post).toHaveBeenCalledTimes(MAX_TRIES);

    const abort = new AbortController();
    post.mockClear();
    const waiting = (): void => abort.abort();
    await expect(deliver({ post, signal: abort.signal, waiting, wait: noWait })).rejects.toMatchObject({
      message: "Not sent: the server did not answer.",
    });
    expect(post).toHaveBeenCalledTimes(1);
  });
});

describe("the sender", () => {
  const boxes = (): Boxes => new Boxes("ada", new DraftStore(undefined));

  it("sends a message once, however often it is asked, and empties the box when it is acknowledged (178)", async () => {
    const sender = new Sender(() => {});
    const box = boxes();
    let acknowledge = (_: SendReceipt): void => {};
    const ids: string[] = [];
    const post = (id: string): Promise<SendReceipt> => {
      ids.push(id);
      return new Promise((resolve) => {
        acknowledge = resolve;
      });
    };
    const content = { text: "once", files: [] };

    const first = sender.send(box, "a", content, post);
    const second = sender.send(box, "a", content, post);
    expect(await second).toBeUndefined();
    expect(box.read("a").text).toBe("once");
    expect(sender.sending("a")).toBe(true);
    acknowledge(receipt(ids[0] ?? ""));
    await first;

    expect(ids).toHaveLength(1);
    expect(box.read("a").text).toBe("");
    expect(sender.sending("a")).toBe(false);
  });

  it("keeps the text and the id after a failure, so that trying again is the same message", async () => {
    const sender = new Sender(() => {});
    const box = boxes();
    const ids: string[] = [];
    const refuse = (id: string): Promise<SendReceipt> => {
      ids.push(id);
      return Promise.reject(new ApiError("RUNS_ELSEWHERE", 409, "A terminal runs it."));
    };
    await sender.send(box, "a", { text: "keep me", files: [] }, refuse);
    expect(box.read("a").text).toBe("keep me");
    expect(sender.trouble("a")).toMatchObject({ kind: "failed", error: { code: "RUNS_ELSEWHERE" } });

    await sender.send(box, "a", box.read("a"), async (id) => {
      ids.push(id);
      return receipt(id);
    });

    expect(ids[1]).toBe(ids[0]);
    expect(sender.trouble("a")).toBeUndefined();
  });

  it("takes the stream's word that a message arrived whose answer was lost", async () => {
    const sender = new Sender(() => {});
    const box = boxes();
    let id = "";
    await sender.send(box, "a", { text: "arrived", files: [] }, (tried) => {
      id = tried;
      return Promise.reject(new ApiError("INTERNAL", 500, "Broken."));
    });

    expect(sender.arrived(box, "a", new Set(["another"]))).toBe(false);
    expect(sender.arrived(box, "a", new Set([id]))).toBe(true);
    expect(box.read("a").text).toBe("");
    expect(sender.trouble("a")).toBeUndefined();
  });

  it("does not even try with more than a message may have", async () => {
    const sender = new Sender(() => {});
    const post = vi.fn();
    await sender.send(boxes(), "a", { text: "ä".repeat(500_001), files: [] }, post);

    expect(post).not.toHaveBeenCalled();
    expect(sender.trouble("a")).toMatchObject({ error: { code: "PAYLOAD_TOO_LARGE" } });
  });

  it("sends from two places at once", async () => {
    const sender = new Sender(() => {});
    const box = boxes();
    const post = async (id: string): Promise<SendReceipt> => receipt(id);
    const both = await Promise.all([
      sender.send(box, "a", { text: "1", files: [] }, post),
      sender.send(box, "b", { text: "2", files: [] }, post),
    ]);
    expect(both.every((one) => one !== undefined)).toBe(true);
  });
});

it("message ids are UUIDs, each another", () => {
  const ids = new Set(Array.from({ length: 1000 }, messageId));
  expect(ids.size).toBe(1000);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
