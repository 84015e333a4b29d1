import { expect, test, vi } from "vitest";

test("importing the package listens to nothing and touches no signal", async () => {
  const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
  const listen = vi.spyOn((await import("node:net")).Server.prototype, "listen");

  const { createDeck, listen: bind } = await import("../../src/index.ts");

  expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before);
  expect(listen).not.toHaveBeenCalled();
  expect([typeof createDeck, typeof bind]).toEqual(["function", "function"]);
});
