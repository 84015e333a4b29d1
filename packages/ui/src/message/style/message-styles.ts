import type { CSSResult } from "lit";
import { blockStyles } from "./block-styles.ts";
import { diffStyles } from "./diff-styles.ts";
import { frameStyles } from "./frame-styles.ts";
import { textStyles } from "./text-styles.ts";
import { toolStyles } from "./tool-styles.ts";

/** All that messages need, for the shadow root they are rendered in; it builds on the tokens. */
export const messageStyles: CSSResult[] = [frameStyles, textStyles, blockStyles, toolStyles, diffStyles];
