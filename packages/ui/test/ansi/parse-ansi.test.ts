import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAnsi, stripAnsi } from "../../src/ansi/parse-ansi.ts";

const ESC = "\u001b";

function words(text: string): string {
  return parseAnsi(text)
    .map((run) => run.text)
    .join("");
}

describe("terminal output", () => {
  it("keeps colours and weights", () => {
    expect(parseAnsi(`a${ESC}[1;31mb${ESC}[0mc${ESC}[92;44md`)).toEqual([
      { text: "a", style: {} },
      { text: "b", style: { bold: true, fg: 1 } },
      { text: "c", style: {} },
      { text: "d", style: { fg: 10, bg: 4 } },
    ]);
  });

  it.each([
    ["38;5;9", 9],
    ["38;5;196", 9],
    ["38;2;0;170;0", 2],
    ["38:5:12", 12],
    ["38;5;240", 8],
    ["38;5;999", undefined],
    ["38;7;1", undefined],
  ])("maps %s to the nearest of the sixteen colours", (parameters, color) => {
    expect(parseAnsi(`${ESC}[${parameters}mx`)[0]?.style.fg).toBe(color);
  });

  it.each([
    ["a link to a script", `${ESC}]8;;javascript:alert(1)\u0007words${ESC}]8;;\u0007`],
    ["a link ended by ST", `${ESC}]8;;https://evil.example/${ESC}\\words${ESC}]8;;${ESC}\\`],
    ["a clipboard write", `${ESC}]52;c;c2VjcmV0\u0007words`],
    ["a window title", `${ESC}]0;owned\u0007words`],
    ["cursor moves and clearing", `${ESC}[2J${ESC}[H${ESC}[10;20Hwords${ESC}[K`],
    ["an answer asked of the terminal", `${ESC}[6n${ESC}[cwords`],
    ["a device control string", `${ESC}P1$r0m${ESC}\\words`],
    ["an application command", `${ESC}_evil${ESC}\\words`],
    ["eight-bit controls", "\u009b31mwords\u009d0;title\u009c"],
    ["character sets and resets", `${ESC}(B${ESC}c${ESC}=words`],
    ["bells, backspaces and NUL", "wo\u0007r\u0008d\u0000s"],
    ["a sequence cut off", `words${ESC}[31`],
    ["a lone escape at the end", `words${ESC}`],
  ])("drops %s (161)", (_name, text) => {
    expect(words(text)).toBe("words");
  });

  it("does not let a sequence that never ends swallow more than its line (161)", () => {
    expect(words(`a${ESC}]0;never ended\nb`)).toBe("a\nb");
  });

  it("shows the last state of a line that was overwritten", () => {
    expect(words("10 %\r50 %\r100 %\r\ndone\r\n")).toBe("100 %\ndone\n");
  });

  it("leaves no control character, whatever comes (161)", () => {
    const piece = fc.constantFrom(
      ESC,
      "[",
      "]",
      "m",
      "8;;",
      "\u0007",
      "\\",
      "\u009b",
      "\u009d",
      "31;",
      "a",
      "\n",
      "\r",
      "\u0000",
      "P",
      " ",
    );

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be left
        expect(words(pieces.join(""))).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["sequences", `${ESC}[31m`.repeat(200_000)],
    ["beginnings of sequences", `${ESC}[`.repeat(500_000)],
    ["parameters", `${ESC}[${"1;".repeat(500_000)}`],
    ["titles without an end", `${ESC}]`.repeat(500_000)],
    ["coloured letters", `${ESC}[31ma${ESC}[0mb`.repeat(90_000)],
    ["carriage returns", "a\r".repeat(500_000)],
  ])("takes a megabyte of %s in its stride (161)", (_name, text) => {
    const started = performance.now();

    const runs = parseAnsi(text);

    expect(performance.now() - started).toBeLessThan(1500);
    expect(runs.length).toBeLessThanOrEqual(4001);
  });

  it("gives plain text for copying", () => {
    expect(stripAnsi(`${ESC}[1mbold${ESC}[22m and ${ESC}]8;;https://a.b\u0007link${ESC}]8;;\u0007`)).toBe(
      "bold and link",
    );
  });
});
