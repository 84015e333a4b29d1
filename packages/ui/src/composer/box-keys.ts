import type { Completer } from "./completer.ts";

/** What the keys of a box do. */
export interface BoxKeyActions {
  /** Takes a choice of the popup. */
  pick(index: number): void;
  /** @param other Ctrl or Cmd was held: the other way of sending is meant. */
  send(other: boolean): void;
  escape(): void;
}

/** Handles a key in the box. @param coarse Where fingers type, Enter makes a line and the button sends. */
export function boxKey(
  event: KeyboardEvent,
  completer: Completer,
  coarse: boolean,
  actions: BoxKeyActions,
): void {
  // Keys of an input method belong to it; some browsers say so only by the code 229.
  if (event.isComposing || event.keyCode === 229) return;
  if (popupKey(event, completer, actions)) event.preventDefault();
  else if (event.key === "Enter" && sends(event, coarse)) {
    event.preventDefault();
    actions.send(event.ctrlKey || event.metaKey);
  } else if (event.key === "Escape") actions.escape();
  else return;
  event.stopPropagation();
}

function sends(event: KeyboardEvent, coarse: boolean): boolean {
  if (event.ctrlKey || event.metaKey) return true;
  return !event.shiftKey && !event.altKey && !coarse;
}

function popupKey(event: KeyboardEvent, completer: Completer, { pick }: BoxKeyActions): boolean {
  const popup = completer.state;
  if (popup === undefined) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp")
    completer.move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Escape") completer.dismiss();
  else if (event.key === "Tab" && !event.shiftKey) pick(popup.active);
  else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
    if (completer.whole) return false;
    pick(popup.active);
  } else return false;
  return true;
}
