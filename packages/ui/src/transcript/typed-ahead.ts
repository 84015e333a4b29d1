/**
 * Keeps what is typed while the field for it is on its way: its letters are no shortcuts.
 * @returns how it ends; gives what was typed meanwhile.
 */
export function typedAhead(): () => string {
  let text = "";
  const keep = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return;
    text += event.key;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener("keydown", keep, { capture: true });
  return () => {
    removeEventListener("keydown", keep, { capture: true });
    return text;
  };
}
