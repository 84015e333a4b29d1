/** How deep cards stand in cards. */
const DEEPEST = 4;

/**
 * Opens what is folded in a message when a text is not to be seen otherwise. The insides of a closed card are rendered
 * when it opens, and can hold closed cards themselves: it opens one layer after the other until the text is there.
 * @returns whether it opened anything.
 */
export async function unfold(entry: HTMLElement, sought: string): Promise<boolean> {
  let opened = false;
  for (let layer = 0; layer < DEEPEST && !shows(entry, sought); layer += 1) {
    const closed = [...entry.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    if (closed.length === 0) break;
    opened = true;
    await Promise.all(closed.map(openOne));
  }
  return opened;
}

function shows(entry: HTMLElement, sought: string): boolean {
  // biome-ignore lint/performance/useDomNodeTextContent: the inner text leaves out what is folded, and that is asked for
  return entry.innerText.toLocaleLowerCase().includes(sought.trim().toLocaleLowerCase());
}

/** Settles after the listeners of the card have rendered its inside. */
function openOne(details: HTMLDetailsElement): Promise<void> {
  return new Promise((resolve) => {
    details.addEventListener("toggle", () => resolve(), { once: true });
    details.open = true;
  });
}
