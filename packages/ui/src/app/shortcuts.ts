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

/** The keyboard map, as the help shows it and as keys are looked up. */
export const SHORTCUTS: readonly {
  readonly group: string;
  readonly keys: readonly { readonly key: string; readonly does: Shortcut; readonly label: string }[];
}[] = [
  {
    group: "Sessions",
    keys: [
      { key: "n", does: "new-session", label: "New session" },
      { key: "j", does: "next-session", label: "Next session" },
      { key: "k", does: "previous-session", label: "Previous session" },
      { key: "/", does: "filter", label: "Filter the list" },
      { key: "u", does: "list", label: "Back to the list" },
      { key: "b", does: "sidebar", label: "Show or hide the list" },
    ],
  },
  {
    group: "Reading",
    keys: [
      { key: "J", does: "next-prompt", label: "Next prompt" },
      { key: "K", does: "previous-prompt", label: "Previous prompt" },
      { key: " ", does: "page-down", label: "A page down (Shift: up)" },
      { key: "g", does: "first", label: "First message" },
      { key: "G", does: "last", label: "Last message, and follow" },
      { key: "f", does: "find", label: "Find in the session" },
      { key: "t", does: "tools", label: "Open or fold all tools" },
    ],
  },
  {
    group: "This session",
    keys: [
      { key: "i", does: "write", label: "Write a message" },
      { key: "F", does: "fork", label: "Fork" },
      { key: "d", does: "details", label: "Details" },
      { key: "r", does: "rename", label: "Rename" },
      { key: "s", does: "pin", label: "Pin or unpin" },
      { key: "e", does: "archive", label: "Archive or bring back" },
    ],
  },
  {
    group: "VibeDeck",
    keys: [
      { key: "m", does: "theme", label: "Theme: system, light, dark" },
      { key: "?", does: "keys", label: "This help" },
    ],
  },
];

const EXTRA: { readonly [key: string]: Shortcut } = { Home: "first", End: "last" };

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
  const known = SHORTCUTS.flatMap(({ keys }) => keys).find(({ key }) => key === event.key);
  return known?.does ?? (Object.hasOwn(EXTRA, event.key) ? EXTRA[event.key] : undefined);
}

/** Whether the key went into a field, or to a control that needs it. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  if (event.key === " " && target.closest("button, a, summary, [role=button]") !== null) return true;
  return target.isContentEditable || target.matches("input, textarea, select");
}
