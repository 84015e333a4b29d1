import { describe, expect, it } from "vitest";
import { lastCut } from "../../src/partial/settled-length.ts";
import { shownPending } from "../../src/partial/shown-pending.ts";
import { toolBeginning } from "../../src/partial/tool-beginning.ts";
import { entry } from "../fixture.ts";

describe("the reader's messages on their way", () => {
  const send = (id: string, at: number) =>
    ({ id, at, text: "", attachments: [], state: "running", steer: false }) as const;
  const now = entry(0).at ?? 0;

  it("are shown until the transcript has them", () => {
    expect(shownPending([send("m1", now), send("s", now)], [entry(0), entry(1)], false)).toEqual([
      send("s", now),
    ]);
  });

  it("are not shown when they stand above what is loaded", () => {
    expect(shownPending([send("s", now - 5000)], [entry(0)], false)).toEqual([]);
    expect(shownPending([send("s", now - 5000)], [entry(0)], true)).toHaveLength(1);
  });
});

describe("the last part of a growing text", () => {
  const rest = (text: string): string => text.slice(lastCut(text, 0).at);

  it.each([
    ["one\n\ntwo", "two"],
    ["one\n\n", "one\n\n"],
    ["one\ntwo", "one\ntwo"],
    ["- a\n\n- b\n\n  more", "- a\n\n- b\n\n  more"],
    ["1. a\n\n2. b\n\nend", "end"],
    ["text\n\n| a |\n| - |", "text\n\n| a |\n| - |"],
    ["text\n```sh\nls\n\nnpm", "```sh\nls\n\nnpm"],
    ["```sh\nls\n```\nafter", "after"],
    ["````md\n```\n\ninner\n```\n", "````md\n```\n\ninner\n```\n"],
    ["# h\n\npara **bo", "para **bo"],
  ])("of %j is %j", (text, last) => {
    expect(rest(text)).toBe(last);
  });

  it("knows an open code block by its fence", () => {
    expect(lastCut("a\n\n```ts title=x\ncode", 0)).toEqual({ at: 3, fence: "ts title=x" });
    expect(lastCut("a\n\n```ts\ncode\n```\n", 0).fence).toBeUndefined();
  });

  it("is found again from where it was", () => {
    const text = "one\n\ntwo\n\nthree\n\n```\ncode\n\nmore";
    let at = 0;
    for (let end = 1; end <= text.length; end += 1) at = lastCut(text.slice(0, end), at).at;

    expect(at).toBe(lastCut(text, 0).at);
  });
});

describe("the beginning of a tool's input", () => {
  it.each([
    ['{"command": "npm run bui', "npm run bui"],
    ['{"description":"d","command":"ls', "d"],
    ['{"file_path": "/a\\nb', "/a b"],
    ['{"command": "half \\u00', "half \\u00"],
    ['{"x": 1', '{"x": 1'],
    ['{"command": "\u202eevil', "⟨U+202E⟩evil"],
    ["", ""],
  ])("of %j is %j", (json, shown) => {
    expect(toolBeginning(json)).toBe(shown);
  });
});
