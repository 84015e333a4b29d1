import { parseCursor } from "@vibedeck/core";

/** Where the app is: the list, or a session, perhaps at one message. */
export type Route =
  | { readonly page: "list" }
  | { readonly page: "session"; readonly key: string; readonly cursor?: string };

const KEY = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Reads a path of the app: `/`, `/s/KEY`, `/s/KEY/m/CURSOR`. Anything else is the list.
 * @param base The mount path, beginning and ending with `/`.
 */
export function parseRoute(pathname: string, base: string): Route {
  if (!pathname.startsWith(base)) return { page: "list" };
  const [section, key, kind, cursor] = pathname.slice(base.length).split("/");
  if (section !== "s" || key === undefined || !KEY.test(key)) return { page: "list" };
  if (kind !== "m" || parseCursor(cursor) === undefined || cursor === undefined)
    return { page: "session", key };
  return { page: "session", key, cursor };
}

/** The path of a route below a mount path. */
export function formatRoute(route: Route, base: string): string {
  if (route.page === "list") return base;
  return `${base}s/${route.key}${route.cursor === undefined ? "" : `/m/${route.cursor}`}`;
}
