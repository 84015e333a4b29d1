// @vitest-environment jsdom
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_MARKDOWN_LENGTH, renderMarkdown } from "../../src/markdown/render.ts";
import { violations } from "../message/inert.ts";
import { PAYLOADS } from "../message/payloads.ts";

/** Generous, because machines that test are shared; a bad text takes seconds or minutes, not tenths. */
const BUDGET_MS = 2500;

function rendered(text: string): HTMLElement {
  const box = document.createElement("div");
  box.append(renderMarkdown(text) ?? "not rendered");
  return box;
}

describe("Markdown of strangers", () => {
  it.each(PAYLOADS)("is inert: %j (154)", (payload) => {
    const before = document.documentElement.outerHTML;

    const box = rendered(payload);

    expect(violations(box)).toEqual([]);
    expect(document.documentElement.outerHTML).toBe(before);
  });

  it("is inert whatever is put together from pieces of markup (154)", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "[",
      "]",
      "(",
      ")",
      "!",
      "`",
      "```",
      "\n",
      "\n\n",
      '"',
      "'",
      "&lt;",
      "&#x3c;",
      "img",
      " src=",
      " onerror=",
      "javascript:",
      "https://a.b/",
      "*",
      "_",
      "|",
      "\t",
      "\u0000",
      "a",
    );

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(violations(rendered(pieces.join("")))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://a.b/",
    "//evil.example/",
    "/auth/logout",
    "docs/a.md",
  ])("does not link to %j, and keeps the words (155)", (address) => {
    const box = rendered(`[words](<${address.replace("\t", "&#9;")}>)`);

    expect(box.querySelector("a")).toBeNull();
    expect(box.textContent).toContain("words");
  });

  it("opens links elsewhere, without telling where they were found (157)", () => {
    const link = rendered("[docs](https://example.com/a?b=1)").querySelector("a");

    expect(link?.getAttribute("href")).toBe("https://example.com/a?b=1");
    expect(link?.getAttribute("target")).toBe("_blank");
    expect(link?.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  });

  it("says where a link leads when its words do not (157)", () => {
    expect(rendered("[docs](https://evil.example/?leak=1)").textContent).toContain("docs (evil.example)");
    expect(rendered("<https://example.com/a>").textContent?.trim()).toBe("https://example.com/a");
  });

  it("turns a remote image into a link that shows its whole address (156)", () => {
    const box = rendered("![a chart](https://evil.example/i.png?leak=secret)");

    expect(box.querySelector("img")).toBeNull();
    expect(box.querySelector("a")?.textContent).toBe("a chart (https://evil.example/i.png?leak=secret)");
  });

  it("strips ids and names, so that nothing of the page can be shadowed (165)", () => {
    const box = rendered('<form id=config><input name=csrf></form>\n\n<a name="config">x</a>');

    expect(box.querySelector("[id], [name], form, input")).toBeNull();
    expect(box.textContent).toContain("<form id=config>");
  });

  it.each<[string, string]>([
    ["'*a_' times 20,000", "*a_".repeat(20_000)],
    ["'>' times 50,000", ">".repeat(50_000)],
    ["'[' times 50,000", "[".repeat(50_000)],
    ["'![[' times 50,000", "![[".repeat(50_000)],
    ["'](' times 80,000", "](".repeat(80_000)],
    [
      "lists 500 deep",
      Array.from({ length: 500 }, (_, depth) => `${" ".repeat(depth * 2)}- a`)
        .join("\n")
        .slice(0, MAX_MARKDOWN_LENGTH),
    ],
    ["60,000 list items", "- a\n".repeat(60_000)],
    ["a table of 200,000 cells", `|a${"|a".repeat(999)}|\n|-${"|-".repeat(999)}|\n${"|b\n".repeat(200)}`],
    ["addresses that never end", "http://a.b".repeat(20_000)],
    ["40,000 bold words", "**a** ".repeat(40_000)],
    ["backticks of every length", Array.from({ length: 600 }, (_, length) => "`".repeat(length)).join("a")],
  ])("is fast, or shown as written: %s (160)", (_name, text) => {
    const started = performance.now();

    renderMarkdown(text);

    expect(performance.now() - started).toBeLessThan(BUDGET_MS);
  });

  it("is shown as written above 256 KB, or when it makes too many elements (160)", () => {
    expect(renderMarkdown("a".repeat(MAX_MARKDOWN_LENGTH + 1))).toBeUndefined();
    expect(renderMarkdown("- a\n".repeat(60_000))).toBeUndefined();
    expect(renderMarkdown("a".repeat(MAX_MARKDOWN_LENGTH))).toBeDefined();
  });

  it("is rendered when it is long and made of words", () => {
    const words = `${"Some words of a long answer, with `code` and **weight**. ".repeat(12)}\n\n`;

    expect(renderMarkdown(words.repeat(200))?.querySelectorAll("p")).toHaveLength(200);
  });

  it("keeps what makes a text readable", () => {
    const box = rendered(
      "# One\n\n- [x] done\n\n| a | b |\n| - | -: |\n| 1 | 2 |\n\n```ts\nlet a\n```\n\n3. three\n\n~~gone~~ **strong**",
    );

    expect(box.querySelector("h3")?.textContent).toBe("One");
    expect(box.querySelector("li")?.textContent).toBe("☑ done");
    expect(box.querySelector("td.align-right")?.textContent).toBe("2");
    expect(box.querySelector("code.language-ts")?.textContent).toBe("let a\n");
    expect(box.querySelector("ol")?.getAttribute("start")).toBe("3");
    expect(box.querySelector("s")?.textContent).toBe("gone");
  });
});
