import { parseCursor } from "@vibedeck/core";

/** Where the app is: the list, the users, a new session (perhaps one like another), or a session, perhaps at one message. */
export type Route =
  | { readonly page: "list" }
  | { readonly page: "admin" }
  | { readonly page: "new"; readonly from?: string }
  | { readonly page: "session"; readonly key: string; readonly cursor?: string };

const KEY = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads an address of the app: `/`, `/admin`, `/new`, `/new?from=KEY`, `/s/KEY`, `/s/KEY?at=CURSOR`. Anything else is the list.
 * @param base The mount path, beginning and ending with `/`.
 */
export function parseRoute(url: { readonly pathname: string; readonly search: string }, base: string): Route {
  if (!url.pathname.startsWith(base)) return { page: "list" };
  const [section, key, ...rest] = url.pathname.slice(base.length).split("/");
  if (section === "new" && key === undefined) return newRoute(new URLSearchParams(url.search).get("from"));
  if (section === "admin" && key === undefined) return { page: "admin" };
  if (section !== "s" || key === undefined || !KEY.test(key) || rest.length > 0) return { page: "list" };
  const cursor = new URLSearchParams(url.search).get("at") ?? undefined;
  return cursor === undefined || parseCursor(cursor) === undefined
    ? { page: "session", key }
    : { page: "session", key, cursor };
}

/** The address of a route below a mount path. */
export function formatRoute(route: Route, base: string): string {
  if (route.page === "list") return base;
  if (route.page === "admin") return `${base}admin`;
  if (route.page === "new") return `${base}new${route.from === undefined ? "" : `?from=${route.from}`}`;
  return `${base}s/${route.key}${route.cursor === undefined ? "" : `?at=${encodeURIComponent(route.cursor)}`}`;
}

/** Whether an address asks for everybody's sessions. */
export function isForEveryone(search: string): boolean {
  return new URLSearchParams(search).get("all") === "1";
}

/** The same address, asking for everybody's sessions. */
export function forEveryone(address: string): string {
  return `${address}${address.includes("?") ? "&" : "?"}all=1`;
}

function newRoute(from: string | null): Route {
  return from !== null && KEY.test(from) ? { page: "new", from } : { page: "new" };
}
