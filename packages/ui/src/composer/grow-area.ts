/** Measuring longer texts at each key would be felt: the box is as high as it gets then. */
const MEASURED = 20_000;

/** Makes a text area as high as its text; its style says how high it gets. */
export function growArea(area: HTMLTextAreaElement): void {
  // What stands above the box must not move while it is measured.
  const around = area.parentElement;
  if (around !== null) around.style.minHeight = `${around.offsetHeight}px`;
  area.style.height = "auto";
  area.style.height = area.value.length > MEASURED ? "40dvh" : `${area.scrollHeight}px`;
  around?.style.removeProperty("min-height");
}
