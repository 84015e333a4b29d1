import { EventEmitter } from "node:events";
import { silentLogger } from "@vibedeck/core";
import { expect, onTestFinished, test, vi } from "vitest";
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

test.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
])("a second %s hurries what is being closed (233)", async (signal, code) => {
  const source = new FakeProcess();
  let finish: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let hurried = 0;
  const hurry = (): void => {
    hurried++;
    finish();
  };
  drainOnSignals(() => closed, { source, hurry });

  source.emit("SIGTERM", "SIGTERM");
  expect(hurried).toBe(0);
  source.emit(signal, signal);

  expect(await source.exited).toBe(code);
  expect([hurried, source.codes]).toEqual([1, [code]]);
});

test("what cannot be hurried is given up after six seconds, or at a third signal (233)", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const [patient, impatient] = [new FakeProcess(), new FakeProcess()];
  for (const source of [patient, impatient]) {
    drainOnSignals(never, { source, hurry: () => {}, limitMs: 60_000 });
    source.emit("SIGTERM", "SIGTERM");
    source.emit("SIGTERM", "SIGTERM");
  }
  impatient.emit("SIGINT", "SIGINT");

  vi.advanceTimersByTime(5_900);
  expect([patient.codes, impatient.codes]).toEqual([[], [130]]);
  vi.advanceTimersByTime(200);
  expect(patient.codes).toEqual([143]);
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
