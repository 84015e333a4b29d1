import { rmSync } from "node:fs";
import type { Scope, ScopedView, SessionSummary } from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import { describe, expect, it } from "vitest";
import { DeckFixture, Listener, settled } from "./deck-fixture.ts";
import type { Line } from "./lines-backend.ts";

const FIRST: Line = { id: "m1", text: "work", at: 2_000, request: "req-1", out: 12 };
const FORK: Line = { id: "m1", text: "work", at: 3_000, request: "req-1", out: 12 };
/** Says that it is older, and cost more. */
const FORGED: Line = { id: "m1", text: "forged", at: 1, request: "req-1", out: 900 };

function scope(id: string): Scope {
  return { principal: { kind: "user", id } };
}

async function costs(engine: Engine, owner: string): Promise<Record<string, number | undefined>> {
  const { sessions } = await engine.view(scope(owner)).sessions({});
  return Object.fromEntries(sessions.map(({ id, cost }: SessionSummary) => [id, cost?.usd]));
}

/** Waits for a session to cost what is given: an event says so, or it does already. */
async function costing(view: ScopedView, id: string, usd: number): Promise<void> {
  const listener = new Listener(view);
  const now = (await view.sessions({})).sessions.find((session) => session.id === id)?.cost?.usd;
  if (now !== usd)
    await listener.until((e) => e.type === "session" && e.session.id === id && e.session.cost?.usd === usd);
  listener.close();
}

describe("request ids that another owner wrote", () => {
  it("change nothing of what copies cost, whoever is read first (93)", async () => {
    for (const order of [
      ["bob", "tom"],
      ["tom", "bob"],
    ]) {
      await using deck = new DeckFixture();
      deck.write("bob/p/first.jsonl", FIRST);
      deck.write("bob/p/fork.jsonl", FORK);
      deck.write("tom/p/forged.jsonl", FORGED);
      const engine = await deck.engine(order.map((name) => deck.root(name, name)));
      await settled(engine, scope("bob"));
      await settled(engine, scope("tom"));

      expect(await costs(engine, "bob")).toEqual({ first: 12, fork: 0 });
      expect(await costs(engine, "tom")).toEqual({ forged: 900 });
    }
  });

  it("change nothing when they come to a conversation that is open (93)", async () => {
    await using deck = new DeckFixture();
    deck.write("bob/p/first.jsonl", FIRST);
    deck.write("bob/p/fork.jsonl", FORK);
    deck.write("tom/p/forged.jsonl", { id: "m0", text: "mine", at: 1 });
    const engine = await deck.engine([deck.root("bob", "bob"), deck.root("tom", "tom")]);
    await settled(engine, scope("bob"));
    await settled(engine, scope("tom"));

    deck.append("tom/p/forged.jsonl", FORGED);
    await costing(engine.view(scope("tom")), "forged", 900);

    expect(await costs(engine, "bob")).toEqual({ first: 12, fork: 0 });
    deck.append("bob/p/fork.jsonl", { ...FORK, out: 14 });
    deck.append("bob/p/first.jsonl", { ...FIRST, out: 14 });
    await costing(engine.view(scope("bob")), "first", 14);
    expect(await costs(engine, "bob")).toEqual({ first: 14, fork: 0 });
    expect(await costs(engine, "tom")).toEqual({ forged: 900 });
  });

  it("change nothing after a restart, when both have copies (93)", async () => {
    await using deck = new DeckFixture();
    deck.write("bob/p/first.jsonl", FIRST);
    deck.write("bob/p/fork.jsonl", FORK);
    deck.write("tom/p/forged.jsonl", FORGED);
    deck.write("tom/p/again.jsonl", { ...FORGED, at: 5 });
    const roots = [deck.root("bob", "bob"), deck.root("tom", "tom")];
    const first = await deck.engine(roots);
    await settled(first, scope("bob"));
    await settled(first, scope("tom"));
    await first.stop();

    const second = await deck.engine(roots);
    await settled(second, scope("bob"));

    expect(await costs(second, "bob")).toEqual({ first: 12, fork: 0 });
    expect(await costs(second, "tom")).toEqual({ forged: 900, again: 0 });
  });

  it("change nothing when the forged file, or the original, is removed (93)", async () => {
    await using deck = new DeckFixture();
    deck.write("bob/p/first.jsonl", FIRST);
    deck.write("bob/p/fork.jsonl", FORK);
    deck.write("tom/p/forged.jsonl", FORGED);
    const engine = await deck.engine([deck.root("tom", "tom"), deck.root("bob", "bob")]);
    await settled(engine, scope("bob"));
    await settled(engine, scope("tom"));
    const his = new Listener(engine.view(scope("tom")));

    rmSync(deck.path("tom/p/forged.jsonl"));
    await his.until((e) => e.type === "session-removed");
    his.close();
    expect(await costs(engine, "bob")).toEqual({ first: 12, fork: 0 });

    deck.write("tom/p/later.jsonl", FORGED);
    await costing(engine.view(scope("tom")), "later", 900);
    rmSync(deck.path("bob/p/first.jsonl"));
    await costing(engine.view(scope("bob")), "fork", 12);
    expect(await costs(engine, "tom")).toEqual({ later: 900 });
  });
});
