import { afterEach, describe, expect, it } from "vitest";
import { ReadingTurns } from "../../src/engine/ingest/reading-turns.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("reading by turns", () => {
  const turns = new ReadingTurns();
  afterEach(() => turns.close());

  const busy = (ms: number): void => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };

  it("is at once for who has not read much just now", () => {
    const read: string[] = [];
    for (const name of ["a", "b", "c"]) turns.run("alice", () => read.push(name));

    expect(read).toEqual(["a", "b", "c"]);
  });

  it("has one read at once while another has more to read than fits (97, 133)", async () => {
    let big = 0;
    const again = (): void => {
      busy(5);
      big++;
      turns.later("bob", again);
    };
    for (let count = 0; count < 50; count++) turns.run("bob", again);
    expect(big).toBe(1);

    for (let count = 0; count < 5; count++) {
      const before = big;
      let small = 0;
      turns.run("alice", () => small++);
      expect(small).toBe(1);
      await turn();
      expect(big - before).toBeLessThanOrEqual(2);
    }
    expect(big).toBeGreaterThan(3);
  });

  it("is for each in the order of what came, and leaves nothing out", async () => {
    const read: string[] = [];
    for (let count = 0; count < 30; count++) {
      for (const owner of ["alice", "bob"]) {
        turns.run(owner, () => {
          busy(1);
          read.push(`${owner}${count}`);
        });
      }
    }
    while (read.length < 60) await turn();

    for (const owner of ["alice", "bob"]) {
      expect(read.filter((name) => name.startsWith(owner))).toEqual(
        Array.from({ length: 30 }, (_, count) => `${owner}${count}`),
      );
    }
    // Neither waits for all of the other's.
    expect(read.indexOf("bob29") > read.indexOf("alice10")).toBe(true);
    expect(read.indexOf("alice29") > read.indexOf("bob10")).toBe(true);
  });

  it("goes on after something that failed, and ends when it is closed", async () => {
    const read: string[] = [];
    expect(() =>
      turns.run("alice", () => {
        throw new Error("broken");
      }),
    ).toThrow("broken");
    turns.later("alice", () => read.push("next"));
    await turn();
    turns.later("alice", () => read.push("too late"));
    turns.close();
    await turn();

    expect(read).toEqual(["next"]);
  });
});
