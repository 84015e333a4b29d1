import type { ToolUse } from "../script/tool-use.ts";

/** Finds lines. */
export function grep(pattern: string, path: string, matches: readonly string[]): ToolUse {
  const content = matches.join("\n");
  return {
    name: "Grep",
    input: { pattern, path, output_mode: "content", "-n": true },
    content: content === "" ? "No matches found" : content,
    detail: { mode: "content", numFiles: 0, filenames: [], content, numLines: matches.length },
    seconds: 0.3,
  };
}

/** Finds files. */
export function glob(pattern: string, files: readonly string[]): ToolUse {
  return {
    name: "Glob",
    input: { pattern },
    content: files.join("\n"),
    detail: { filenames: [...files], durationMs: 14, numFiles: files.length, truncated: false },
    seconds: 0.2,
  };
}

/** A hit of a search on the web. */
export interface Hit {
  readonly title: string;
  readonly url: string;
}

/** Searches the web. */
export function webSearch(query: string, hits: readonly Hit[], summary: string): ToolUse {
  const content = hits.map(({ title, url }) => ({ title, url }));
  return {
    name: "WebSearch",
    input: { query },
    content: `Web search results for query: "${query}"\n\nLinks: ${JSON.stringify(content)}\n\n${summary}`,
    detail: {
      query,
      results: [{ tool_use_id: "srvtoolu_01", content }, summary],
      durationSeconds: 6.2,
      searchCount: 1,
    },
    seconds: 6,
  };
}

/** Reads a page of the web. */
export function webFetch(url: string, prompt: string, result: string): ToolUse {
  return {
    name: "WebFetch",
    input: { url, prompt },
    content: result,
    detail: { bytes: result.length * 9, code: 200, codeText: "OK", result, durationMs: 2_140, url },
    seconds: 3,
  };
}
