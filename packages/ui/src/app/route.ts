import { parseCursor } from "@vibedeck/core";

/** Where the app is: the list, or a session, perhaps at one message. */
export type Route =
  | { readonly page: "list" }
  | { readonly page: "session"; readonly key: string; readonly cursor?: string };

const KEY = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads an address of the app: `/`, `/s/KEY`, `/s/KEY?at=CURSOR`. Anything else is the list.
 * @param base The mount path, beginning and ending with `/`.
 */
export function parseRoute(url: { readonly pathname: string; readonly search: string }, base: string): Route {
  if (!url.pathname.startsWith(base)) return { page: "list" };
  const [section, key, ...rest] = url.pathname.slice(base.length).split("/");
  if (section !== "s" || key === undefined || !KEY.test(key) || rest.length > 0) return { page: "list" };
  const cursor = new URLSearchParams(url.search).get("at") ?? undefined;
  return cursor === undefined || parseCursor(cursor) === undefined
    ? { page: "session", key }
    : { page: "session", key, cursor };
}

/** The address of a route below a mount path. */
export function formatRoute(route: Route, base: string): string {
  if (route.page === "list") return base;
  return `${base}s/${route.key}${route.cursor === undefined ? "" : `?at=${encodeURIComponent(route.cursor)}`}`;
}
