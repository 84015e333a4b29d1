import type { Json } from "@vibedeck/core";
import { readPreference, writePreference } from "../app/preferences.ts";
import type { ListView } from "./rows.ts";

/** The arrangement of the list as this browser last had it. */
export function restoreListView(): ListView {
  return {
    group: readPreference("group") === "project" ? "project" : "day",
    filter: "",
    state: undefined,
    archived: false,
    closed: new Set(strings(readPreference("closed"))),
    whole: new Set(),
    expanded: new Set(),
  };
}

/** Keeps what should last over visits: the grouping and which groups are closed. */
export function keepListView(view: ListView): void {
  writePreference("group", view.group);
  writePreference("closed", [...view.closed].slice(-500));
}

function strings(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The set with the item in it, or without it when it was in. */
export function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
