const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** A line that can belong to what stands above the blank line before it: it is not cut off there. */
const GOES_ON = /^(?:\s|>|\||[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$)|\[[^\]]*\]:)/;

/** What is left of a growing Markdown text after its finished parts. */
export interface Cut {
  /** Where its last part begins; what is before it no longer changes. */
  readonly at: number;
  /** The last part is a code block that is still open: the info string after its fence. */
  readonly fence?: string;
}

/**
 * Finds where the part of a growing Markdown text begins that later text can still change: after the last blank line
 * at which nothing is open. Parts rendered by themselves look the same as in the whole, for all that is written in
 * practice; where they do not, the finished message puts it right.
 * @param from Where an earlier cut was.
 */
export function lastCut(text: string, from: number): Cut {
  let at = from;
  let open: { readonly mark: string; readonly info: string } | undefined;
  let blank = false;
  for (let start = from; start < text.length; ) {
    const feed = text.indexOf("\n", start);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(start, Math.min(end, start + 1000));
    const fence = FENCE.exec(line)?.[1];
    let closed = false;
    if (open !== undefined) {
      closed = fence?.startsWith(open.mark) === true && line.trim() === fence && feed !== -1;
      if (closed) open = undefined;
    } else {
      if (start > at && cuts(line, fence, blank, feed !== -1)) at = start;
      if (fence !== undefined && feed !== -1)
        open = { mark: fence, info: line.trim().slice(fence.length).trim() };
    }
    blank = closed || (open === undefined && line.trim() === "");
    start = end + 1;
  }
  return open === undefined || !startsFence(text, at) ? { at } : { at, fence: open.info };
}

/** A code block begins a part of its own, so that only its own text grows. */
function cuts(line: string, fence: string | undefined, blank: boolean, whole: boolean): boolean {
  if (fence !== undefined) return whole && line.startsWith(fence);
  return blank && line !== "" && !GOES_ON.test(line);
}

function startsFence(text: string, at: number): boolean {
  return FENCE.test(text.slice(at, at + 1000).split("\n", 1)[0] ?? "");
}
