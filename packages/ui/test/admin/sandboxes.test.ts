import { describe, expect, it } from "vitest";
import { CpuUse } from "../../src/admin/cpu-use.ts";
import {
  canStop,
  countWords,
  memoryShare,
  memorySize,
  stateWord,
  stopQuestion,
  stopsWords,
} from "../../src/admin/sandbox-words.ts";
import { place, sandboxes } from "../fake-sandboxes.ts";

describe("how busy the CPUs of sandboxes are", () => {
  const reading = (cpuSeconds: number, cpus = 2) => [
    sandboxes([place("bob", { use: { memoryBytes: 1, memoryLimitBytes: 2, cpuSeconds, cpus } })]),
  ];

  it("is not known at the first reading, and then what was used of what could be", () => {
    const cpu = new CpuUse();
    cpu.take(reading(100), 1000);
    expect(cpu.share("isolation", "sandbox-bob")).toBeUndefined();
    cpu.take(reading(105), 6000);
    expect(cpu.share("isolation", "sandbox-bob")).toBe(0.5);
    cpu.take(reading(105), 11_000);
    expect(cpu.share("isolation", "sandbox-bob")).toBe(0);
  });

  it("is never more than all, and not known after a new start, in no time and without CPUs", () => {
    const cpu = new CpuUse();
    cpu.take(reading(0), 0);
    cpu.take(reading(100), 1000);
    expect(cpu.share("isolation", "sandbox-bob")).toBe(1);
    cpu.take(reading(3), 2000);
    expect(cpu.share("isolation", "sandbox-bob")).toBeUndefined();
    cpu.take(reading(4), 2000);
    expect(cpu.share("isolation", "sandbox-bob")).toBeUndefined();
    cpu.take(reading(5, 0), 3000);
    expect(cpu.share("isolation", "sandbox-bob")).toBeUndefined();
  });

  it("begins anew for a sandbox that was away, and tells backends apart", () => {
    const cpu = new CpuUse();
    cpu.take(reading(100), 0);
    cpu.take([sandboxes([])], 5000);
    cpu.take(reading(105), 10_000);
    expect(cpu.share("isolation", "sandbox-bob")).toBeUndefined();
    cpu.take([sandboxes([place("bob")], { id: "other" })], 15_000);
    expect(cpu.share("other", "sandbox-bob")).toBeUndefined();
  });
});

describe("the words for sandboxes", () => {
  it("count what takes a place, of what may run", () => {
    const places = [place("a"), place("b", { state: "starting" }), place("c", { state: "stopped" })];
    expect(countWords(sandboxes(places, { waiting: 3 }))).toBe("2 of 20 running, 3 waiting");
    expect(countWords(sandboxes(places, { limit: 0 }))).toBe("2 running");
  });

  it("name states, those of a newer server too", () => {
    expect(stateWord("foreign")).toBe("Not ours");
    expect(stateWord("toString" as "unknown")).toBe("Not known");
    expect(canStop({ state: "paused" })).toBe(true);
    expect(canStop({ state: "foreign" })).toBe(false);
  });

  it("tell memory in the units that limits are written in", () => {
    expect([0, 1023, 1024, 1536 * 1024, 2 * 1024 ** 3, 300 * 1024 ** 2].map(memorySize)).toEqual([
      "0 B",
      "1023 B",
      "1 KiB",
      "1.5 MiB",
      "2 GiB",
      "300 MiB",
    ]);
    expect([-1, Number.NaN, Number.POSITIVE_INFINITY].map(memorySize)).toEqual(["—", "—", "—"]);
    const use = { memoryBytes: 3, memoryLimitBytes: 2, cpuSeconds: 0, cpus: 1 };
    expect(memoryShare(use)).toBe(1);
    expect(memoryShare({ ...use, memoryLimitBytes: 0 })).toBeUndefined();
  });

  it("tell when one stops", () => {
    const now = 1_000_000;
    const after = (minutes: number) => stopsWords(now + minutes * 60_000, now);
    expect([-5, 0.5, 11.2, 119, 180, 72 * 60].map(after)).toEqual([
      "in a moment",
      "in a moment",
      "in 12 min",
      "in 119 min",
      "in 3 h",
      "in 3 days",
    ]);
    expect(stopsWords(undefined, now)).toBeUndefined();
    expect(stopsWords(Number.NaN, now)).toBeUndefined();
    expect(stopsWords(Number.MAX_VALUE, now)).toBeUndefined();
  });

  it("say what stopping one ends", () => {
    expect(stopQuestion({ agents: 2 }, "Bob").text).toMatch(/^This ends 2 running turns; their messages/);
    expect(stopQuestion({ agents: 1 }, "Bob").text).toMatch(/^This ends 1 running turn; its messages/);
    expect(stopQuestion({ agents: 0 }, "Bob").text).toMatch(/^Nothing runs in it now\./);
  });
});
