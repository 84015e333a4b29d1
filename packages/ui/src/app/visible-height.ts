/** Less than this, in CSS pixels, is no keyboard. */
const KEYBOARD = 80;

/**
 * Keeps `--visible-height` on the page's root while an on-screen keyboard lies over it: where the browser does not
 * make the page smaller by itself, what is written into would stand behind the keys.
 */
export function followVisibleHeight(viewport: VisualViewport | null, root: HTMLElement): void {
  if (viewport === null) return;
  const follow = (): void => {
    const covered = innerHeight - viewport.height;
    // A page that is zoomed in sees less of itself, without a keyboard.
    if (covered < KEYBOARD || viewport.scale > 1.01) root.style.removeProperty("--visible-height");
    else {
      root.style.setProperty("--visible-height", `${Math.round(viewport.height)}px`);
      scrollTo(0, 0);
    }
  };
  viewport.addEventListener("resize", follow);
  viewport.addEventListener("scroll", follow);
}
