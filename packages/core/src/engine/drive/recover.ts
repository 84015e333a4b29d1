import type { MountedBackend } from "../../host/mounted.ts";
import type { Logger } from "../../logger.ts";
import type { RunStore, StoredRun } from "../state/run-store.ts";
import { endProcess, hardEnd } from "./end-process.ts";

/** What is needed to end what an earlier run of the server left. */
export interface RecoverSources {
  readonly backends: readonly MountedBackend[];
  readonly runs: RunStore;
  readonly logger: Logger;
  /** Between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
}

/**
 * Ends the processes that an earlier run of the server left, all at once.
 * @returns by key of the session, what settles once its process is gone.
 */
export function recoverRuns(sources: RecoverSources): Map<string, Promise<unknown>> {
  const left = new Map<string, Promise<unknown>>();
  for (const run of sources.runs.all()) {
    const gone = endRun(run, sources);
    left.set(run.session, Promise.all([left.get(run.session), gone]));
  }
  return left;
}

async function endRun(run: StoredRun, { backends, runs, logger, graceMs }: RecoverSources): Promise<void> {
  const fields = { session: run.session, backend: run.backend };
  const cli = backends.find(({ backend }) => backend.id === run.backend)?.backend.cli;
  if (cli?.recover === undefined) {
    logger.warn(fields, "A process of an earlier run cannot be looked for: its backend is not there");
    return;
  }
  try {
    const orphan = await cli.recover(run.record);
    const gone = orphan === undefined || (await endProcess(orphan, orphan.gone, hardEnd(graceMs)));
    if (!gone) {
      logger.error(fields, "A process of an earlier run does not end");
      return;
    }
    if (orphan !== undefined) logger.warn(fields, "A process of an earlier run was ended");
    runs.remove(run.id);
  } catch (err) {
    logger.error({ err, ...fields }, "A process of an earlier run could not be ended");
  }
}
