import { readPreference, writePreference } from "./preferences.ts";

/** What the reader chose; `system` follows the operating system. */
export type Theme = "system" | "light" | "dark";

const ORDER: readonly Theme[] = ["system", "light", "dark"];

/** The choice kept in this browser. */
export function currentTheme(): Theme {
  const kept = readPreference("theme");
  return ORDER.find((theme) => theme === kept) ?? "system";
}

/** The choice after this one. */
export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? "system";
}

/** Puts a theme on the page and keeps it. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  writePreference("theme", theme);
}
