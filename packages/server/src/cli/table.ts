import { plainText } from "./terminal.ts";

/** A column that is wider pushes the next one aside instead of all. */
const MAX_WIDTH = 40;

/** Lines of text in columns, below their headings. What strangers wrote moves no cursor and begins no line. */
export function tableText(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map(cellText))];
  const widths = headings.map((_, column) =>
    Math.min(MAX_WIDTH, Math.max(...lines.map((line) => widthOf(line[column] ?? "")))),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** Text of strangers on one line. */
export function cellText(text: string): string {
  return plainText(text).replace(/[\n\t]/g, "�");
}

function widthOf(text: string): number {
  return [...text].length;
}
