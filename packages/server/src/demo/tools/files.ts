import type { ToolUse } from "../script/tool-use.ts";

/** Reads a part of a file. */
export function read(path: string, text: string, startLine = 1, totalLines?: number): ToolUse {
  const lines = text.split("\n");
  const whole = startLine === 1 && totalLines === undefined;
  const file = {
    filePath: path,
    content: text,
    numLines: lines.length,
    startLine,
    totalLines: totalLines ?? lines.length,
  };
  return {
    name: "Read",
    input: { file_path: path, ...(whole ? {} : { offset: startLine, limit: lines.length }) },
    content: lines.map((line, index) => `${String(startLine + index).padStart(6)}→${line}`).join("\n"),
    detail: { type: "text", file },
    seconds: 0.3,
  };
}

/**
 * Changes a file.
 * @param diff lines of the hunk: what stays begins with a space, what goes with `-`, what comes with `+`.
 */
export function edit(path: string, line: number, diff: string): ToolUse {
  const lines = diff.split("\n");
  const before = side(lines, "-");
  const after = side(lines, "+");
  const hunk = { oldStart: line, oldLines: before.length, newStart: line, newLines: after.length, lines };
  const [oldString, newString] = [before.join("\n"), after.join("\n")];
  return {
    name: "Edit",
    input: { file_path: path, old_string: oldString, new_string: newString, replace_all: false },
    content: `The file ${path} has been updated successfully.`,
    detail: {
      filePath: path,
      oldString,
      newString,
      originalFile: null,
      structuredPatch: [hunk],
      userModified: false,
      replaceAll: false,
    },
    seconds: 0.4,
  };
}

/** Writes a new file. */
export function write(path: string, content: string): ToolUse {
  return {
    name: "Write",
    input: { file_path: path, content },
    content: `File created successfully at: ${path}`,
    detail: {
      type: "create",
      filePath: path,
      content,
      structuredPatch: [],
      originalFile: null,
      userModified: false,
    },
    seconds: 0.4,
  };
}

function side(lines: readonly string[], sign: "+" | "-"): readonly string[] {
  return lines.filter((line) => line.startsWith(" ") || line.startsWith(sign)).map((line) => line.slice(1));
}

/** Looks at a PNG file. */
export function readImage(path: string, png: Uint8Array): ToolUse {
  const data = Buffer.from(png).toString("base64");
  return {
    name: "Read",
    input: { file_path: path },
    content: [{ type: "image", source: { type: "base64", media_type: "image/png", data } }],
    detail: { type: "image", file: { base64: data, type: "image/png", originalSize: png.length } },
    seconds: 0.4,
  };
}
