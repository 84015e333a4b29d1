import { fileURLToPath } from "node:url";

/** The folder of the built app: `index.html` and hashed files below `assets/` that never change. */
export function uiRoot(): string {
  return fileURLToPath(new URL("../dist/app/", import.meta.url));
}

/**
 * Makes `index.html` work below another path than `/`. The app finds out by itself where it is mounted, from the
 * address of its own script.
 * @param html The text of `index.html`.
 * @param base The mount path, beginning and ending with `/`.
 */
export function renderPage(html: string, base: string): string {
  const attribute = base.replace(/[^A-Za-z0-9/._~%-]/g, "");
  return html.replaceAll('="/assets/', `="${attribute}assets/`);
}
