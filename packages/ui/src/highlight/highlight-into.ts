/** Longer code (in UTF-16 units) stays plain. */
export const MAX_HIGHLIGHT_LENGTH: number = 100 * 1024;
/** How far outside of the window code is highlighted already. */
const MARGIN = "600px";

/** What tells the language: the name of a file, or the info string of a fence. */
export type CodeHint = { readonly path: string } | { readonly info: string };

interface Job {
  readonly hint: CodeHint;
  readonly abort: AbortController;
}

const jobs = new WeakMap<Element, Job>();
let observer: IntersectionObserver | undefined;
let queue: Promise<void> = Promise.resolve();

/**
 * Highlights the text of an element in place, once it comes near the window. Until then, and when anything is in the
 * way, the plain text stays.
 */
export function highlightInto(element: Element, hint: CodeHint): void {
  jobs.get(element)?.abort.abort();
  jobs.delete(element);
  if (("info" in hint && hint.info === "") || (element.textContent ?? "").length > MAX_HIGHLIGHT_LENGTH)
    return;
  if (typeof IntersectionObserver === "undefined") return;
  observer ??= new IntersectionObserver(startVisible, { rootMargin: MARGIN });
  jobs.set(element, { hint, abort: new AbortController() });
  observer.observe(element);
}

function startVisible(entries: readonly IntersectionObserverEntry[]): void {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    observer?.unobserve(entry.target);
    // One after another: a page full of code must not hold up its reader.
    queue = queue.then(() => run(entry.target));
  }
}

async function run(element: Element): Promise<void> {
  const job = jobs.get(element);
  if (job === undefined || job.abort.signal.aborted || !element.isConnected) return;
  const text = element.textContent ?? "";
  try {
    const { languageOfInfo, languageOfPath } = await import("./languages.ts");
    const { hint } = job;
    const language = "path" in hint ? languageOfPath(hint.path) : languageOfInfo(hint.info);
    if (language === undefined) return;
    const { highlightNodes } = await import("./highlighter.ts");
    const nodes = await highlightNodes(text, language, job.abort.signal);
    if (nodes !== undefined && jobs.get(element) === job && nodes.textContent === text)
      element.replaceChildren(nodes);
  } catch {
    // A chunk that cannot be loaded, or a grammar that cannot read this text: plain code is good code.
  }
}
