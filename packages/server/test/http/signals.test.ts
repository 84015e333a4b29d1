import { EventEmitter } from "node:events";
import { silentLogger } from "@vibedeck/core";
import { expect, test } from "vitest";
import { drainOnSignals, type SignalSource } from "../../src/http/signals.ts";

class FakeProcess extends EventEmitter implements SignalSource {
  readonly codes: number[] = [];
  readonly exited: Promise<number>;
  #settle: (code: number) => void = () => {};

  constructor() {
    super();
    this.exited = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  exit(code: number): void {
    this.codes.push(code);
    this.#settle(code);
  }
}

const never = (): Promise<void> => new Promise(() => {});

test.each(["SIGTERM", "SIGINT"])("%s closes, then exits well (233)", async (signal) => {
  const source = new FakeProcess();
  let closed = false;
  drainOnSignals(
    async () => {
      closed = true;
    },
    { source },
  );

  source.emit(signal, signal);

  expect(await source.exited).toBe(0);
  expect(closed).toBe(true);
});

test("a second signal exits at once (233)", () => {
  const source = new FakeProcess();
  drainOnSignals(never, { source });

  source.emit("SIGTERM", "SIGTERM");
  source.emit("SIGTERM", "SIGTERM");

  expect(source.codes).toEqual([143]);
});

test.each(["SIGTERM", "SIGINT"])("a second %s ends what still runs before it exits (233)", (signal) => {
  const source = new FakeProcess();
  const order: string[] = [];
  source.exit = (code) => order.push(`exit ${code}`);
  drainOnSignals(never, { source, atOnce: () => order.push("ended") });

  source.emit("SIGTERM", "SIGTERM");
  expect(order).toEqual([]);
  source.emit(signal, signal);

  expect(order).toEqual(["ended", `exit ${signal === "SIGINT" ? 130 : 143}`]);
});

test("exits although what should end at once fails (233)", () => {
  const source = new FakeProcess();
  const atOnce = (): void => {
    throw new Error("gone already");
  };
  drainOnSignals(never, { source, atOnce });

  source.emit("SIGTERM", "SIGTERM");

  expect(() => source.emit("SIGTERM", "SIGTERM")).toThrow("gone already");
  expect(source.codes).toEqual([143]);
});

test("a close that hangs is given up (233)", async () => {
  const source = new FakeProcess();
  drainOnSignals(never, { source, limitMs: 5 });

  source.emit("SIGTERM", "SIGTERM");

  expect(await source.exited).toBe(1);
});

test.each(["uncaughtException", "unhandledRejection"])(
  "%s is logged, closes and exits with 1 (236)",
  async (event) => {
    const source = new FakeProcess();
    const logged: object[] = [];
    const error = new Error("thrown in a timer");
    drainOnSignals(async () => {}, {
      source,
      logger: { ...silentLogger, error: (fields) => logged.push(fields) },
    });

    source.emit(event, error);

    expect(await source.exited).toBe(1);
    expect(logged).toEqual([{ err: error, event }]);
  },
);

test("an error while it stops exits at once (236)", () => {
  const source = new FakeProcess();
  drainOnSignals(never, { source });

  source.emit("SIGINT", "SIGINT");
  source.emit("uncaughtException", new Error("again"));

  expect(source.codes).toEqual([1]);
});

test("a failing close exits with 1", async () => {
  const source = new FakeProcess();
  drainOnSignals(() => Promise.reject(new Error("disk")), { source });

  source.emit("SIGTERM", "SIGTERM");

  expect(await source.exited).toBe(1);
});

test("the listeners come off again", () => {
  const source = new FakeProcess();

  drainOnSignals(async () => {}, { source })();

  expect(source.eventNames()).toEqual([]);
});
