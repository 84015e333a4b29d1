import { describe, expect, it } from "vitest";
import { allInPlainSight, hidesSomething, inPlainSight } from "../../src/approvals/plain-sight.ts";

describe("a text in plain sight", () => {
  it.each([
    ["rm -rf /", "rm -rf /"],
    ["tab\tand\nline", "tab\tand\nline"],
    ["windows\r\nlines", "windows\nlines"],
    ["echo ok\rrm -rf /", "echo ok⟨U+000D⟩rm -rf /"],
    ["\u001b[2K", "⟨U+001B⟩[2K"],
    ["a\u0000b\u007fc\u0085d", "a⟨U+0000⟩b⟨U+007F⟩c⟨U+0085⟩d"],
    ["\u202eevil\u202c\u2066x\u2069\u200f", "⟨U+202E⟩evil⟨U+202C⟩⟨U+2066⟩x⟨U+2069⟩⟨U+200F⟩"],
    ["zero\u200bwidth\u2060\ufeff", "zero⟨U+200B⟩width⟨U+2060⟩⟨U+FEFF⟩"],
    ["no\u00a0break\u3000wide\u2003em", "no⟨U+00A0⟩break⟨U+3000⟩wide⟨U+2003⟩em"],
    ["\u3164\u115f\u2800", "⟨U+3164⟩⟨U+115F⟩⟨U+2800⟩"],
    ["tags\u{e0041}\u{e007f}", "tags⟨U+E0041⟩⟨U+E007F⟩"],
    ["half \ud800 a pair", "half ⟨U+D800⟩ a pair"],
    ["joined\u200dascii", "joined⟨U+200D⟩ascii"],
  ])("shows what %j hides", (text, shown) => {
    expect(inPlainSight(text)).toBe(shown);
  });

  it.each(["größer 東京 שלום", "👩\u200d🚀 and ❤\ufe0f", "می\u200cخواهم", ""])(
    "leaves %j as it is",
    (text) => {
      expect(inPlainSight(text)).toBe(text);
      expect(hidesSomething(text)).toBe(false);
    },
  );

  it("says whether something hides", () => {
    expect(hidesSomething("a\u200bb")).toBe(true);
    expect(hidesSomething("a\r\nb")).toBe(false);
  });

  it("is had for every string of a value, however it is nested", () => {
    const value = JSON.parse(
      '{"kind":"mcp","fields":[{"name":"a\u202e","value":"b\\u0000"}],"n":1,"__proto__":"\\u200b"}',
    );

    const shown = allInPlainSight(value);

    expect(shown).toEqual(
      JSON.parse(
        '{"kind":"mcp","fields":[{"name":"a⟨U+202E⟩","value":"b⟨U+0000⟩"}],"n":1,"__proto__":"⟨U+200B⟩"}',
      ),
    );
  });

  it("ends for a value without end", () => {
    const value: { self?: unknown } = {};
    value.self = value;

    expect(() => allInPlainSight(value)).not.toThrow();
  });
});
