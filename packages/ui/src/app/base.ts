/** The path below which the app is mounted, from the address of its own script (`BASE/assets/NAME.js`). */
export function mountPath(scriptUrl: string): string {
  const { pathname } = new URL(scriptUrl);
  const at = pathname.lastIndexOf("/assets/");
  return at < 0 ? "/" : pathname.slice(0, at + 1);
}
