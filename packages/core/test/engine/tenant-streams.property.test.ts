import { randomInt } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";
import type { Root } from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sessionKey } from "../../src/engine/session-key.ts";
import { ScopeLogs } from "../../src/engine/stream/scope-logs.ts";
import { DeckFixture, settled } from "./deck-fixture.ts";
import { idsIn } from "./lines-backend.ts";
import { TenantReader } from "./tenant-reader.ts";
import { user } from "./tenants.ts";

/** Numbers that a seed decides, so that a failure can be had again (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** One tenant: what they do to their files, and what their pages must show. Every text of theirs is marked. */
class Tenant {
  readonly name: string;
  readonly root: Root;
  /** Titles by path. */
  readonly expected = new Map<string, string>();
  readonly followed: string;
  readonly readers: TenantReader[] = [];
  readonly #deck: DeckFixture;
  #count = 0;

  constructor(deck: DeckFixture, name: string) {
    this.#deck = deck;
    this.name = name;
    this.root = deck.root(name, name, false);
    // The same path for all.
    this.followed = this.key("p/followed.jsonl");
    this.create("p/followed.jsonl");
  }

  key(path: string): string {
    return sessionKey("lines", this.root, path);
  }

  create(path: string = `p/s${this.#count}.jsonl`): void {
    const text = this.#mark();
    this.#deck.write(`${this.name}/${path}`, { id: text, text });
    this.expected.set(path, text);
  }

  append(path: string): void {
    const text = this.#mark();
    this.#deck.append(`${this.name}/${path}`, { id: text, text });
  }

  /** Does one thing or another. */
  act(engine: Engine, choose: (below: number) => number): void {
    const others = [...this.expected.keys()].filter((path) => !path.endsWith("followed.jsonl"));
    const path = others[choose(Math.max(1, others.length))];
    const what = choose(10);
    if (what < 4 || path === undefined) this.append("p/followed.jsonl");
    else if (what === 4) this.append(path);
    else if (what === 5) this.#remove(path);
    else if (what === 6) this.#rename(path);
    else if (what === 7) this.#patch(engine, path);
    if (what > 7 || path === undefined) this.create();
  }

  /** Whether a reader shows what there is. */
  isShownBy(reader: TenantReader): boolean {
    const mine = [...this.expected].every(([path, title]) => reader.list.get(this.key(path)) === title);
    const gone = [...reader.list].filter(([, title]) => title.startsWith(`mark-${this.name}-`));
    return mine && gone.length === this.expected.size;
  }

  /** Words of other tenants in what came to this one's readers. */
  foreign(others: readonly Tenant[]): string[] {
    const raw = this.readers.flatMap((reader) => reader.raw).join("\n");
    const marks = [...raw.matchAll(/mark-(t\d+)-/g)].filter(([, name]) => name !== this.name);
    const theirs = others.filter((other) => other !== this && raw.includes(other.followed));
    const owners = [...raw.matchAll(/"owner":"([^"]*)"/g)].filter(([, owner]) => owner !== this.name);
    return [...marks, ...owners].map(([text]) => text).concat(theirs.map(({ followed }) => followed));
  }

  #remove(path: string): void {
    rmSync(this.#deck.path(this.name, path));
    this.expected.delete(path);
  }

  #rename(path: string): void {
    const to = `p/r${this.#count++}.jsonl`;
    renameSync(this.#deck.path(this.name, path), this.#deck.path(this.name, to));
    const [title = ""] = idsIn(this.#deck.path(this.name, to));
    this.expected.delete(path);
    this.expected.set(to, title);
  }

  #patch(engine: Engine, path: string): void {
    const title = this.#mark();
    if (engine.view(user(this.name)).patch(this.key(path), { title }) !== undefined)
      this.expected.set(path, title);
  }

  #mark(): string {
    return `mark-${this.name}-${this.#count++}`;
  }
}

interface Play {
  readonly tenants: readonly Tenant[];
  /** What came to somebody whose it is not. */
  readonly foreign: readonly string[];
}

/** Tenants work, and their pages read slowly, go away, and come back with whatever event id. */
async function play(deck: DeckFixture, count: number, rounds: number, seed: number): Promise<Play> {
  const choose = numbers(seed);
  const tenants = Array.from({ length: count }, (_, no) => new Tenant(deck, `t${no}`));
  const engine = await deck.engine(tenants.map(({ root }) => root));
  await settled(engine);
  for (const tenant of tenants) {
    const view = engine.view(user(tenant.name));
    const others = tenants.find((other) => other !== tenant)?.followed ?? "";
    for (const session of [tenant.followed, tenant.followed, others])
      tenant.readers.push(new TenantReader(view, session));
  }
  for (let round = 0; round < rounds; round++) {
    for (const [no, tenant] of tenants.entries()) {
      tenant.act(engine, choose);
      const other = tenants[(no + 1 + choose(count - 1)) % count];
      const reader = tenant.readers[choose(3)] as TenantReader;
      if (choose(3) > 0) reader.read(choose(2_000));
      const id = [reader.lastId, reader.lastId, other?.readers[choose(3)]?.lastId ?? "", "~.%0"][choose(4)];
      if (choose(4) === 0) reader.reconnect(id ?? "");
    }
    await breathe();
  }
  for (const tenant of tenants) {
    const all = idsIn(deck.path(tenant.name, "p/followed.jsonl")).length;
    for (const [no, reader] of tenant.readers.entries())
      await reader.until(() => tenant.isShownBy(reader) && (no === 2 || reader.ids.length >= all));
  }
  const foreign = tenants.flatMap((tenant) => tenant.foreign(tenants));
  for (const { readers } of tenants) for (const reader of readers) reader.close();
  return { tenants, foreign };
}

describe("the streams of many tenants", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("carry everything of one's own, in order and once, and not a byte of another's (91, 92)", async () => {
    const seed = randomInt(2 ** 31);
    await using deck = new DeckFixture();
    const { tenants, foreign } = await play(deck, 20, 200, seed);

    expect(foreign, `seed ${seed}`).toEqual([]);
    for (const { name, readers } of tenants) {
      const written = idsIn(deck.path(name, "p/followed.jsonl"));
      expect(readers[0]?.ids, `seed ${seed}`).toEqual(written);
      expect(readers[1]?.ids, `seed ${seed}`).toEqual(written);
      expect(readers[2]?.ids, `seed ${seed}`).toEqual([]);
    }
  }, 30_000);

  it("are told apart by the rule even where looking up whom to tell finds everybody (91)", async () => {
    vi.spyOn(ScopeLogs.prototype, "candidates").mockImplementation(function* (this: ScopeLogs) {
      yield* this.all();
    });
    await using deck = new DeckFixture();

    expect((await play(deck, 4, 12, 1)).foreign).toEqual([]);
  });

  it("would be seen to mix if the hub told everybody: the check above can fail (91)", async () => {
    vi.spyOn(ScopeLogs.prototype, "concerning").mockImplementation(function* (this: ScopeLogs) {
      yield* this.all();
    });
    await using deck = new DeckFixture();

    expect((await play(deck, 4, 12, 1)).foreign).not.toEqual([]);
  });
});
