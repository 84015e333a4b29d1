/** What a key does. */
export type Shortcut =
  | "new-session"
  | "write"
  | "fork"
  | "next-session"
  | "previous-session"
  | "filter"
  | "list"
  | "find"
  | "next-prompt"
  | "previous-prompt"
  | "first"
  | "last"
  | "page-down"
  | "page-up"
  | "tools"
  | "details"
  | "rename"
  | "pin"
  | "archive"
  | "sidebar"
  | "theme"
  | "keys";

/** The keyboard map. What its help says comes with the help. */
export const KEYS: ReadonlyMap<string, Shortcut> = new Map(
  Object.entries({
    n: "new-session",
    j: "next-session",
    k: "previous-session",
    "/": "filter",
    u: "list",
    b: "sidebar",
    J: "next-prompt",
    K: "previous-prompt",
    " ": "page-down",
    g: "first",
    G: "last",
    f: "find",
    t: "tools",
    i: "write",
    F: "fork",
    d: "details",
    r: "rename",
    s: "pin",
    e: "archive",
    m: "theme",
    "?": "keys",
    Home: "first",
    End: "last",
  }),
);

/** What a key press asks for; `undefined` for keys of the browser and while something is being typed. */
export function shortcutOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing">,
  typing: boolean,
): Shortcut | undefined {
  if (event.isComposing || event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey)
    return event.key.toLowerCase() === "f" && !event.shiftKey ? "find" : undefined;
  if (typing) return undefined;
  if (event.key === " " && event.shiftKey) return "page-up";
  return KEYS.get(event.key);
}

/** Whether the key went into a field, or to a control that needs it. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  if (event.key === " " && target.closest("button, a, summary, [role=button]") !== null) return true;
  return target.isContentEditable || target.matches("input, textarea, select");
}
