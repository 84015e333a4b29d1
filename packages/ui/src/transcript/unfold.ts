/** How deep cards stand in cards. */
const DEEPEST = 4;
/** Most clipped texts that are shown further in search of a text. */
const MOST_ASKED = 40;

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
  return showMore(entry, sought) || opened;
}

/** Asks for the rest of clipped texts, one after the other, until the text is there. */
function showMore(entry: HTMLElement, sought: string): boolean {
  let asked = 0;
  for (; asked < MOST_ASKED && !shows(entry, sought); asked += 1) {
    const more = entry.querySelector<HTMLButtonElement>("button.more:not(.fetch)");
    if (more === null) break;
    more.click();
  }
  return asked > 0;
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
