import type { Discovery, Logger, Root } from "@vibedeck/core";
import { type FollowOptions, followHomes } from "./homes/follow-homes.ts";
import { homePath } from "./homes/home-problem.ts";
import { INNER_HOME } from "./image.ts";

/** Where Claude Code keeps its transcripts, below a home. */
const BELOW = ".claude/projects/";

/** Directories below a home that lead to the deepest transcript: two on the way, and Claude Code's five. */
const MAX_DEPTH = 7;

/** What homes are followed with; all but the logger has defaults that fit. */
export type DiscoveryOptions = Partial<FollowOptions> & { readonly logger: Logger };

/**
 * The sessions of many users: each one's are below their home, `{usersDir}/{id}/.claude/projects`. The home is the
 * root, because its user can rename or replace everything below it. What a transcript is, the inherited discovery
 * knows.
 * @param usersDir absolute path, normalised.
 * @param inner the discovery part of Claude Code; its own roots are never asked for.
 */
export function createDiscovery(usersDir: string, inner: Discovery, options: DiscoveryOptions): Discovery {
  const { locate, enter } = inner;
  return {
    ...inner,
    async *roots(signal) {
      for await (const owners of followHomes(usersDir, signal, options)) {
        yield owners.map((owner) => homeRoot(usersDir, owner));
      }
    },
    identify: (root, path) => {
      const inside = below(path);
      return inside === undefined ? undefined : inner.identify(root, inside);
    },
    ...(locate === undefined
      ? {}
      : {
          locate: (root, sessionId, cwd) => {
            const path = locate(root, sessionId, cwd);
            return path === undefined ? undefined : `${BELOW}${path}`;
          },
        }),
    enter: (root, path) => {
      const inside = below(path);
      if (inside !== undefined) return enter?.(root, inside) ?? true;
      return BELOW.startsWith(`${path}/`);
    },
    shownPath: (_root, path) => (path === "" ? INNER_HOME : `${INNER_HOME}/${path}`),
  };
}

/** The root of a user's sessions. */
export function homeRoot(usersDir: string, owner: string): Root {
  return { path: homePath(usersDir, owner), owner, trusted: false, maxDepth: MAX_DEPTH };
}

function below(path: string): string | undefined {
  return path.startsWith(BELOW) ? path.slice(BELOW.length) : undefined;
}
