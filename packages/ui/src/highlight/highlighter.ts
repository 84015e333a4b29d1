import { createHighlighterCore, type GrammarState, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { languageLoader } from "./languages.ts";
import { tokenClass, tokenTheme } from "./token-theme.ts";

/** Lines per slice of work; between two slices the page may answer its reader. */
const SLICE_LINES = 80;
const MAX_LINE_LENGTH = 2000;
/** The first lines of a language pay for compiling its grammar, so this cannot be small. */
const LINE_BUDGET_MS = 1000;
/** Code that costs more than this in all stays half plain. */
const TOTAL_BUDGET_MS = 1500;

let highlighter: Promise<HighlighterCore> | undefined;
const loaded = new Map<string, Promise<void>>();

/**
 * Makes the nodes of highlighted code: text, and spans with a class of the theme.
 * @returns `undefined` when the language cannot be had or the signal aborts.
 */
export async function highlightNodes(
  code: string,
  language: string,
  signal: AbortSignal,
): Promise<DocumentFragment | undefined> {
  highlighter ??= createHighlighterCore({
    themes: [tokenTheme],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const core = await highlighter;
  await loadLanguage(core, language);
  const fragment = document.createDocumentFragment();
  const lines = code.split("\n");
  const started = performance.now();
  let state: GrammarState | undefined;
  for (let from = 0; from < lines.length; from += SLICE_LINES) {
    if (from > 0) await nextTask();
    if (signal.aborted) return undefined;
    const slice = lines.slice(from, from + SLICE_LINES).join("\n");
    if (from > 0) fragment.append("\n");
    if (performance.now() - started > TOTAL_BUDGET_MS) fragment.append(slice);
    else state = appendTokens(core, fragment, slice, language, state);
  }
  return fragment;
}

function loadLanguage(core: HighlighterCore, language: string): Promise<void> {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const load = languageLoader(language);
  const loading =
    load === undefined
      ? Promise.reject(new Error(`No such language: ${language}`))
      : load().then((module) => core.loadLanguage(module.default));
  loaded.set(language, loading);
  loading.catch(() => loaded.delete(language));
  return loading;
}

function appendTokens(
  core: HighlighterCore,
  fragment: DocumentFragment,
  slice: string,
  language: string,
  state: GrammarState | undefined,
): GrammarState | undefined {
  const result = core.codeToTokens(slice, {
    lang: language,
    theme: tokenTheme.name ?? "",
    tokenizeMaxLineLength: MAX_LINE_LENGTH,
    tokenizeTimeLimit: LINE_BUDGET_MS,
    ...(state === undefined ? {} : { grammarState: state }),
  });
  for (const [index, line] of result.tokens.entries()) {
    if (index > 0) fragment.append("\n");
    for (const token of line) appendToken(fragment, token.content, tokenClass(token.color));
  }
  return result.grammarState;
}

function appendToken(fragment: DocumentFragment, text: string, name: string): void {
  const last = fragment.lastChild;
  if (name === "" || text.trim() === "") {
    if (last instanceof Text) last.appendData(text);
    else fragment.append(text);
    return;
  }
  const span = document.createElement("span");
  span.className = name;
  span.textContent = text;
  fragment.append(span);
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
