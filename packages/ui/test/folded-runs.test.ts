import type { Message } from "@vibedeck/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldedRuns, runLabel } from "../src/transcript/folded-runs.ts";
import { entry } from "./fixture.ts";

/** A message for each label; without one it is said aloud. */
function messages(labels: readonly (string | undefined)[]): readonly Message[] {
  return labels.map((folded, index) => ({
    ...entry(index + 1),
    id: `m${index}`,
    prompt: false,
    ...(folded === undefined ? {} : { folded }),
  }));
}

const lengths = (labels: readonly (string | undefined)[]) =>
  foldedRuns(messages(labels)).map((item) => item.messages.length);

describe("runs of folded messages", () => {
  it("are put together, what is said stays single", () => {
    expect(lengths([undefined, "a", "b", "c", undefined, undefined, "d", undefined, "e", "f"])).toEqual([
      1, 3, 1, 1, 1, 1, 2,
    ]);
  });

  it("never hide a prompt, whatever its label says", () => {
    const [first, second, third] = messages(["a", "b", "c"]);
    if (first === undefined || second === undefined || third === undefined) throw new Error("no messages");

    expect(foldedRuns([first, { ...second, prompt: true }, third])).toHaveLength(3);
  });

  it("leave nothing out and reorder nothing", () => {
    const labels = fc.array(fc.option(fc.string(), { nil: undefined }));
    fc.assert(
      fc.property(labels, (list) => {
        const all = messages(list);
        const items = foldedRuns(all);
        expect(items.flatMap((item) => item.messages)).toEqual(all);
        expect(items.every((item) => all[item.at] === item.messages[0])).toBe(true);
      }),
    );
  });

  it("are named by their kinds, the most frequent first", () => {
    const labels = ["mode: plan", "hook Stop", "hook Stop", "title: One", "date", "skills", "__proto__"];

    expect(runLabel(messages(labels))).toEqual({
      count: "7 folded",
      kinds: "hook Stop, mode, title, date …",
    });
  });
});
