import { describe, expect, it } from "vitest";
import { Http } from "../../src/app/http.ts";
import { deliver } from "../../src/composer/outbox.ts";

/** An answer whose body breaks off. */
function broken(status: number): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"key":"a'));
      controller.error(new TypeError("network error"));
    },
  });
  return new Response(body, { status });
}

describe("an answer that breaks off", () => {
  it("is no receipt: the message is handed over again, under the same id", async () => {
    const answers = [broken(202), Response.json({ key: "abc" }, { status: 202 })];
    const bodies: unknown[] = [];
    const http = new Http("/", async (_path, init) => {
      bodies.push(init?.body);
      return answers.shift() ?? Response.error();
    });

    const receipt = await deliver({
      post: (signal) => http.send("POST", "api/sessions", { id: "one" }, signal),
      signal: new AbortController().signal,
      waiting: () => {},
      wait: async () => {},
    });

    expect(receipt).toEqual({ key: "abc" });
    expect(bodies).toEqual(['{"id":"one"}', '{"id":"one"}']);
  });

  it("of a refusal is the refusal", async () => {
    const http = new Http("/", async () => broken(409));

    await expect(http.get("api/me")).rejects.toMatchObject({ status: 409 });
  });
});
