/** How many tokens fit into a model's context. */
export interface ContextWindow {
  /** What the bare model id gets in Claude Code. */
  readonly tokens: number;
  /** What it gets with the `[1m]` suffix, which transcripts leave out. */
  readonly wide?: number;
}

const SMALL = 200_000;
const LARGE = 1_000_000;

/**
 * Context windows by model id, without provider wrapping, date and suffix.
 *
 * Sources: the comparison table and the pages of single models under platform.claude.com/docs/en/models (November
 * 2026) for what a model can take; for what Claude Code asks for, transcripts in which the bare id took more than
 * 200,000 tokens: those of Opus 4.6 to 4.8 were started with `[1m]`, those of the fifth generation were not.
 */
export const CONTEXT_WINDOWS: ReadonlyMap<string, ContextWindow> = new Map([
  ["claude-fable-5-2", { tokens: LARGE }],
  ["claude-fable-5-1", { tokens: LARGE }],
  ["claude-fable-5", { tokens: LARGE }],
  ["claude-mythos-5-1", { tokens: LARGE }],
  ["claude-mythos-5", { tokens: LARGE }],
  ["claude-opus-5-5", { tokens: LARGE }],
  ["claude-opus-5", { tokens: LARGE }],
  ["claude-sonnet-5-5", { tokens: LARGE }],
  ["claude-sonnet-5", { tokens: LARGE }],
  ["claude-haiku-5-5", { tokens: LARGE }],
  ["claude-opus-4-8", { tokens: SMALL, wide: LARGE }],
  ["claude-opus-4-7", { tokens: SMALL, wide: LARGE }],
  ["claude-opus-4-6", { tokens: SMALL, wide: LARGE }],
  ["claude-sonnet-4-6", { tokens: SMALL, wide: LARGE }],
  ["claude-sonnet-4-5", { tokens: SMALL, wide: LARGE }],
  ["claude-sonnet-4", { tokens: SMALL, wide: LARGE }],
  ["claude-sonnet-4-0", { tokens: SMALL, wide: LARGE }],
  ["claude-opus-4-5", { tokens: SMALL }],
  ["claude-opus-4-1", { tokens: SMALL }],
  ["claude-opus-4", { tokens: SMALL }],
  ["claude-opus-4-0", { tokens: SMALL }],
  ["claude-haiku-4-5", { tokens: SMALL }],
  ["claude-3-7-sonnet", { tokens: SMALL }],
  ["claude-3-5-sonnet", { tokens: SMALL }],
  ["claude-3-5-haiku", { tokens: SMALL }],
  ["claude-3-opus", { tokens: SMALL }],
  ["claude-3-sonnet", { tokens: SMALL }],
  ["claude-3-haiku", { tokens: SMALL }],
]);
