import { join } from "node:path";
import { type Discovery, LOCAL_OWNER, type Owner, type Root, type SessionRef } from "@vibedeck/core";
import { identifyTranscript, mayHoldTranscripts } from "./discovery/layout.ts";
import { locateTranscript } from "./discovery/locate.ts";
import { runningProgram } from "./discovery/running.ts";

/** Directories below `projects`: project, session, `subagents`, `workflows`, workflow. */
const MAX_DEPTH = 5;

/**
 * Claude Code's transcripts below the `projects` folder of each configuration directory.
 * @param dirs absolute paths of configuration directories such as `~/.claude`, already expanded.
 * @param owner whose the sessions are.
 */
export function createDiscovery(dirs: readonly string[], owner: Owner = LOCAL_OWNER): Discovery {
  const roots: readonly Root[] = dirs.map((dir) => ({
    path: join(dir, "projects"),
    owner,
    trusted: true,
    maxDepth: MAX_DEPTH,
  }));
  return {
    roots: () => once(roots),
    identify: (_root: Root, relativePath: string): SessionRef | undefined => identifyTranscript(relativePath),
    locate: (_root: Root, sessionId: string, cwd: string): string | undefined =>
      locateTranscript(sessionId, cwd),
    running: async (root, sessionId, except) => runningProgram(root, sessionId, except),
    enter: (_root: Root, relativePath: string): boolean => mayHoldTranscripts(relativePath),
  };
}

async function* once(roots: readonly Root[]): AsyncGenerator<readonly Root[]> {
  yield roots;
}
