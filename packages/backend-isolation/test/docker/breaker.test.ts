import { describe, expect, it } from "vitest";
import { Breaker } from "../../src/docker/breaker.ts";

function resolvers<T>(): { promise: Promise<T>; reject: (reason: Error) => void } {
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<T>((_, no) => {
    reject = no;
  });
  return { promise, reject };
}

describe("what keeps calls from an engine that does not answer", () => {
  const fails = async (): Promise<never> => {
    throw new Error("no answer");
  };

  it("lets nobody through after three failures in a row, then one at a time, longer each time (198)", async () => {
    let now = 0;
    const breaker = new Breaker(() => now);
    for (let n = 0; n < 3; n++) await expect(breaker.pass(fails)).rejects.toThrow("no answer");
    let asked = 0;
    const works = async (): Promise<number> => ++asked;
    await expect(breaker.pass(works)).rejects.toThrow("no answer");
    now += 1_000;
    await expect(breaker.pass(fails)).rejects.toThrow("no answer");
    now += 1_999;
    await expect(breaker.pass(works)).rejects.toThrow("no answer");
    expect(asked).toBe(0);
    now += 1;
    await expect(breaker.pass(works)).resolves.toBe(1);
    expect(breaker.open).toBe(true);
  });

  it("lets one try at a time, whatever had been let through before ends meanwhile (198)", async () => {
    let now = 0;
    const breaker = new Breaker(() => now);
    const before = resolvers<void>();
    const leaving = new AbortController();
    const slow = breaker.pass(() => before.promise, leaving.signal);
    for (let n = 0; n < 3; n++) await expect(breaker.pass(fails)).rejects.toThrow("no answer");
    now += 1_000;
    const probe = resolvers<never>();
    const trying = breaker.pass(() => probe.promise);
    leaving.abort();
    before.reject(new Error("went away"));
    await expect(slow).rejects.toThrow("went away");

    let asked = false;
    const works = async (): Promise<void> => {
      asked = true;
    };
    await expect(breaker.pass(works)).rejects.toThrow("no answer");
    expect(asked).toBe(false);
    probe.reject(new Error("still none"));
    await expect(trying).rejects.toThrow("still none");
  });

  it("does not take it for the engine's when somebody gives up (198)", async () => {
    const breaker = new Breaker(() => 0);
    const gaveUp = AbortSignal.abort(new Error("went away"));
    for (let n = 0; n < 9; n++) await expect(breaker.pass(fails, gaveUp)).rejects.toThrow();
    await expect(breaker.pass(async () => "fine")).resolves.toBe("fine");
  });

  it("takes failures at one moment for one of each (198)", async () => {
    let now = 0;
    const breaker = new Breaker(() => now);
    await Promise.allSettled(Array.from({ length: 30 }, () => breaker.pass(fails)));
    now += 1_000;
    await expect(breaker.pass(async () => "fine")).resolves.toBe("fine");
  });
});
