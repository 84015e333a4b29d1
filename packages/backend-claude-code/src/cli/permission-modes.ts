/** A permission mode of Claude Code. */
export interface PermissionMode {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
}

/** The mode in which nothing is asked any more; offered only where the configuration names it. */
export const BYPASS = "bypassPermissions";

/** All modes that a server may allow, mildest first. `claude --permission-mode` of 2.1.330 calls `default` "manual" too. */
export const PERMISSION_MODES: readonly PermissionMode[] = [
  { id: "plan", label: "Plan", hint: "Reads and plans; changes nothing until you approve the plan." },
  { id: "dontAsk", label: "Don't ask", hint: "Refuses whatever no rule allows, instead of asking." },
  { id: "default", label: "Ask", hint: "Asks before commands and changes that no rule allows." },
  { id: "acceptEdits", label: "Accept edits", hint: "Changes files in its folders without asking." },
  { id: "auto", label: "Auto", hint: "A classifier decides what is safe to do without asking." },
  { id: BYPASS, label: "Bypass permissions", hint: "Does everything without asking. For sandboxes." },
];

/** What is allowed unless the configuration says otherwise. */
export const DEFAULT_MODES: readonly string[] = ["default", "acceptEdits", "plan", "auto"];

/** The known modes among those named, mildest first. */
export function allowedModes(ids: readonly string[]): readonly PermissionMode[] {
  return PERMISSION_MODES.filter((mode) => ids.includes(mode.id));
}
