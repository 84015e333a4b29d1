/** The page's icon with a mark in its corner. */
const BADGED = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2b5fa8"/><path d="M7 12h10M7 18h12M7 24h7" stroke="#fff" stroke-width="3" stroke-linecap="round"/><circle cx="24" cy="8" r="8" fill="#fff"/><circle cx="24" cy="8" r="6" fill="#d9480f"/></svg>`;

let plain: string | undefined;

/** Puts the mark on the tab's icon, or takes it off. */
export function badgeIcon(on: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link === null) return;
  plain ??= link.href;
  link.href = on ? `data:image/svg+xml,${encodeURIComponent(BADGED)}` : plain;
}
