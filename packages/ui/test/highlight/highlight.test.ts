// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { highlightNodes } from "../../src/highlight/highlighter.ts";
import { languageLoader, languageOfInfo, languageOfPath } from "../../src/highlight/languages.ts";

const NEVER = new AbortController().signal;

async function highlighted(code: string, language: string): Promise<HTMLElement> {
  const box = document.createElement("code");
  box.append((await highlightNodes(code, language, NEVER)) ?? "");
  return box;
}

describe("the language of code", () => {
  it.each([
    ["ts", "typescript"],
    ['TypeScript title="a.ts"', "typescript"],
    ["c++", "cpp"],
    ["shell", "bash"],
    ["Dockerfile", "docker"],
  ])("is read from the info string %j", (info, language) => {
    expect(languageOfInfo(info)).toBe(language);
  });

  it.each([
    'html"><img src=x onerror=alert(1)>',
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "../../x",
    "",
    "mermaid",
    "vibedeck",
    "x".repeat(5000),
  ])("is one of an own list, whatever the info string is: %j (159)", (info) => {
    const language = languageOfInfo(info);

    expect(language === undefined || language === "html").toBe(true);
  });

  it.each([
    ["/a/b/main.rs", "rust"],
    ["Dockerfile", "docker"],
    ["C:\\src\\Program.cs", "csharp"],
    ["Makefile", "make"],
    [".env", "ini"],
    ["/a/__proto__", undefined],
    ["noextension", undefined],
  ])("is read from the path %j", (path, language) => {
    expect(languageOfPath(path)).toBe(language);
  });

  it("can be loaded for every name that is known", async () => {
    for (const name of ["bash", "typescript", "python", "rust", "go", "toml"]) {
      expect((await languageLoader(name)?.())?.default.length).toBeGreaterThan(0);
    }
    expect(languageLoader("__proto__")).toBeUndefined();
  });
});

describe("highlighted code", () => {
  it("has classes and no styles, and the same text", async () => {
    const code = 'const a: number = 1; // "x"\nfunction f() { return `b` + a; }\n';

    const box = await highlighted(code, "typescript");

    expect(box.textContent).toBe(code);
    expect(box.querySelector(".tok-keyword")?.textContent).toBe("const");
    expect(box.querySelector(".tok-comment")?.textContent).toBe('// "x"');
    expect(box.querySelector("[style]")).toBeNull();
  });

  it("keeps markup in code as text (159)", async () => {
    const code = "<img src=x onerror=alert(1)><script>alert(1)</script>";

    const box = await highlighted(code, "html");

    expect(box.querySelector("img, script")).toBeNull();
    expect(box.textContent).toBe(code);
  });

  it("carries the state of the grammar from one slice to the next", async () => {
    const code = `/*\n${"in a comment\n".repeat(200)}*/\nlet a;`;

    const box = await highlighted(code, "typescript");

    expect(box.textContent).toBe(code);
    expect([...box.querySelectorAll(".tok-keyword")].map((word) => word.textContent)).toEqual(["let"]);
  });

  it("leaves a line of a hundred kilobytes plain and quick (159)", async () => {
    const started = performance.now();

    const box = await highlighted(`let a = "${"(".repeat(100_000)}`, "typescript");

    expect(performance.now() - started).toBeLessThan(5000);
    expect(box.textContent?.length).toBe(100_009);
  });
});
