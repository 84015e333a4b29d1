import type { CSSResult } from "lit";
import { blockStyles } from "./block-styles.ts";
import { diffStyles } from "./diff-styles.ts";
import { frameStyles } from "./frame-styles.ts";
import { textStyles } from "./text-styles.ts";
import { toolStyles } from "./tool-styles.ts";

/**
 * All that messages need, for the shadow root they are rendered in; it builds on the tokens. Messages keep their own
 * width: give their list the whole width, and the least distance to its edges as `--message-gutter`, so that the
 * actions of a message find room beside it. `--tool-waits: running` lets the marks of unfinished tool calls breathe.
 */
export const messageStyles: CSSResult[] = [frameStyles, textStyles, blockStyles, toolStyles, diffStyles];
