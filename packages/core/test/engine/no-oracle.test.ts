import type { Scope, ScopedView } from "@vibedeck/core";
import { expect, it } from "vitest";
import { DeckFixture, settled } from "./deck-fixture.ts";

const ROUNDS = 300;

function user(id: string): Scope {
  return { principal: { kind: "user", id } };
}

/** Everything that can be asked about a session, as what is answered. */
function asked(view: ScopedView, key: string, cursor: string): readonly unknown[] {
  return [
    view.session(key),
    view.messages(key, {}),
    view.raw(key, cursor),
    view.image(key, cursor, 0),
    view.patch(key, { pinned: true }),
  ];
}

/** The middle of how long asking takes, in milliseconds. */
function median(ask: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    ask();
    return performance.now() - before;
  });
  return times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
}

it("answers for another's session as for none, and as soon: nothing of it is read (95)", async () => {
  await using deck = new DeckFixture();
  const roots = [deck.root("bob", "bob", false), deck.root("tom", "tom", false)];
  const long = "x".repeat(50_000);
  deck.write("bob/p/s.jsonl", ...Array.from({ length: 100 }, (_, at) => ({ id: `m${at}`, text: long })));
  deck.write("tom/p/own.jsonl", { id: "a" });
  const engine = await deck.engine(roots);
  await settled(engine, user("bob"));
  await settled(engine, user("tom"));
  const bob = engine.view(user("bob"));
  const tom = engine.view(user("tom"));
  const key = (await bob.sessions({})).sessions[0]?.key ?? "";
  const cursor = bob.messages(key, {})?.messages[0]?.cursor ?? "";
  const missing = key.replace(/.$/, (last) => (last === "a" ? "b" : "a"));

  expect(bob.raw(key, cursor)).toBeDefined();
  expect(asked(tom, key, cursor)).toEqual(asked(tom, missing, cursor));
  expect(asked(tom, key, cursor)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  const foreign = median(() => asked(tom, key, cursor));
  const none = median(() => asked(tom, missing, cursor));
  const own = median(() => asked(bob, key, cursor));
  expect(foreign).toBeLessThan(none * 4 + own / 10);
});
