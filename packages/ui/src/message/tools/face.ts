import type { ToolUseBlock, ToolView } from "@vibedeck/core";
import type { nothing, TemplateResult } from "lit";
import type { IconName } from "../icons.ts";

/** A view of one kind. */
export type ViewOf<Kind extends ToolView["kind"]> = Extract<ToolView, { kind: Kind }>;

/** Something to show, or nothing. */
export type Shown = TemplateResult | string | typeof nothing;

/** How a call presents itself: one line, and what is below it. */
export interface ToolFace {
  readonly icon: IconName;
  readonly title: string;
  /** What it was about, in one line. */
  readonly summary: Shown;
  /** Whether it was made for reading, so that it is open unless the reader folded all. */
  readonly open: boolean;
  /** What was asked for; not called before it is seen. */
  readonly asked?: () => Shown;
  /** The call already shows what its result would. */
  readonly complete?: boolean;
}

/** Makes the face of a call from its view. */
export type FaceOf<Kind extends ToolView["kind"]> = (view: ViewOf<Kind>, call: ToolUseBlock) => ToolFace;
