import { readFileSync } from "node:fs";
import { ERROR_CODES } from "@vibedeck/core";
import { describe, expect, it } from "vitest";

const page = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8");
const sections = page.split(/^### /m).slice(1);

describe("docs/errors.md", () => {
  it("has one heading for each code, and none for anything else", () => {
    const headings = sections.map((section) => section.split("\n", 1)[0]);

    expect([...headings].sort()).toEqual([...ERROR_CODES].sort());
  });

  it.each(ERROR_CODES)("says of %s what it means and what to do", (code) => {
    const section = sections.find((text) => text.startsWith(`${code}\n`)) ?? "";

    expect(section).toMatch(/^[A-Z_]+\n\n[A-Z].{20,}/);
    expect(section).toMatch(/^\*\*Do:\*\* .{5,}/m);
  });
});
