import { forEveryone, formatRoute, isForEveryone, parseRoute, type Route } from "./route.ts";

/** The address bar: what it says, and how it changes without loading the page. */
export class Router {
  readonly base: string;
  /** Whether this page is about everybody's sessions, as long as it is not loaded anew. */
  readonly everyone: boolean = isForEveryone(location.search);
  readonly #changed: () => void;

  constructor(base: string, changed: () => void) {
    this.base = base;
    this.#changed = changed;
  }

  get route(): Route {
    return parseRoute(location, this.base);
  }

  start(): void {
    addEventListener("popstate", this.#changed);
  }

  stop(): void {
    removeEventListener("popstate", this.#changed);
  }

  /** Goes to a route. With `replace` the browser's "back" does not come here again. */
  go(route: Route, replace = false): void {
    const address = this.address(route);
    if (address === location.pathname + location.search) return;
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    this.#changed();
  }

  /** The address of a route. */
  address(route: Route): string {
    return this.#scoped(formatRoute(route, this.base));
  }

  /** The address of a path of the app (`/s/KEY`) below the mount path. */
  readonly href = (path: string): string => this.#scoped(this.base + path.replace(/^\//, ""));

  /** The address of a session. */
  readonly sessionHref = (key: string): string => this.address({ page: "session", key });

  /** This very page with the reader's own sessions only. */
  get mine(): string {
    return formatRoute(this.route, this.base);
  }

  /** Where to sign in, to come back here. */
  get signIn(): string {
    const here = `/${location.pathname.slice(this.base.length)}${location.search}`;
    return `${this.base}auth/sign-in?return_to=${encodeURIComponent(here)}`;
  }

  #scoped(address: string): string {
    return this.everyone ? forEveryone(address) : address;
  }

  /** The route behind a click on a link of the app; `undefined` when the browser should follow it itself. */
  routeOfClick(event: MouseEvent): Route | undefined {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return undefined;
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (link === undefined || link.target !== "" || link.hasAttribute("download")) return undefined;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || isForEveryone(url.search) !== this.everyone) return undefined;
    const route = parseRoute(url, this.base);
    return route.page !== "list" || url.pathname === this.base ? route : undefined;
  }
}
