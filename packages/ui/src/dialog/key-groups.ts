import { KEYS, type Shortcut } from "../app/shortcuts.ts";

/** A part of the keyboard map, for people. */
export interface KeyGroup {
  readonly group: string;
  readonly keys: readonly { readonly key: string; readonly label: string }[];
}

/** The keyboard map as the help shows it. */
export const KEY_GROUPS: readonly KeyGroup[] = [
  group("Sessions", [
    ["new-session", "New session"],
    ["next-session", "Next session"],
    ["previous-session", "Previous session"],
    ["filter", "Filter the list"],
    ["list", "Back to the list"],
    ["sidebar", "Show or hide the list"],
  ]),
  group("Reading", [
    ["next-prompt", "Next prompt"],
    ["previous-prompt", "Previous prompt"],
    ["page-down", "A page down (Shift: up)"],
    ["first", "First message"],
    ["last", "Last message, and follow"],
    ["find", "Find in the session"],
    ["tools", "Open or fold all tools"],
  ]),
  group("This session", [
    ["write", "Write a message"],
    ["fork", "Fork"],
    ["details", "Details"],
    ["rename", "Rename"],
    ["pin", "Pin or unpin"],
    ["archive", "Archive or bring back"],
  ]),
  group("VibeDeck", [
    ["theme", "Theme: system, light, dark"],
    ["keys", "This help"],
  ]),
];

function group(name: string, labels: readonly (readonly [Shortcut, string])[]): KeyGroup {
  return { group: name, keys: labels.map(([does, label]) => ({ key: keyOf(does), label })) };
}

/** The first key that does it. */
function keyOf(does: Shortcut): string {
  return [...KEYS].find(([, shortcut]) => shortcut === does)?.[0] ?? "";
}
