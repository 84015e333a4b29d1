import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WriteQueue } from "../../src/engine/ingest/write-queue.ts";
import type { FileWrite, IndexStore } from "../../src/engine/state/index-store.ts";

/** The edge of the queue: a disk that can be full. */
function disk() {
  const written: number[] = [];
  let full = false;
  const store: Pick<IndexStore, "save"> = {
    save(writes) {
      if (full) throw new Error("disk full");
      written.push(...writes.map(({ no }) => no));
    },
  };
  return { store: store as IndexStore, written, setFull: (value: boolean) => (full = value) };
}

function queueOn(store: IndexStore, health: unknown[] = []): WriteQueue<number> {
  return new WriteQueue<number>(store, {
    toWrite: (no) => ({ no }) as FileWrite,
    settled: () => {},
    health: (error) => health.push(error),
  });
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("writes soon, and together", () => {
  const { store, written } = disk();
  const queue = queueOn(store);
  queue.put(1);
  queue.put(2);
  queue.put(1);

  vi.advanceTimersByTime(1_000);

  expect(written).toEqual([1, 2]);
});

it("tries again after a full disk, also what came meanwhile, and tells of both changes", () => {
  const { store, written, setFull } = disk();
  const health: unknown[] = [];
  const queue = queueOn(store, health);
  setFull(true);
  queue.put(1);
  vi.advanceTimersByTime(1_000);
  queue.put(2);
  queue.flush();
  setFull(false);

  vi.advanceTimersByTime(20_000);

  expect(written).toEqual([1, 2]);
  expect(health).toHaveLength(2);
  expect(health[1]).toBeUndefined();
});

it("goes on after everything that could not be written was dropped", () => {
  const { store, written, setFull } = disk();
  const queue = queueOn(store);
  setFull(true);
  queue.put(1);
  vi.advanceTimersByTime(1_000);
  queue.drop(1);
  vi.advanceTimersByTime(20_000);
  setFull(false);

  queue.put(2);
  vi.advanceTimersByTime(20_000);

  expect(written).toEqual([2]);
});

it("holds back during a first reading, and catches up after it", () => {
  const { store, written } = disk();
  const queue = queueOn(store);
  queue.hold(true);
  for (let no = 1; no <= 100; no++) queue.put(no);
  vi.advanceTimersByTime(60_000);
  const before = written.length;

  queue.hold(false);
  vi.advanceTimersByTime(1_000);

  expect(before).toBe(0);
  expect(written).toHaveLength(100);
});
