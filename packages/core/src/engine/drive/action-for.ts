import type { Action, RunSettings } from "../../cli.ts";
import { VibeDeckError } from "../../errors.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { DrivenSession } from "../state/driven-store.ts";
import { isRealModel } from "./check-settings.ts";

/** What is known of a session that an agent is started for. */
export interface ActionSources {
  readonly record: FileRecord;
  readonly driven: DrivenSession | undefined;
  /** Whether the tool took a message of it up before, so that it has a transcript wherever that lies. */
  readonly begun: boolean;
}

/**
 * Where a session was started.
 * @throws `VibeDeckError` `FOLDER_MISSING` when nothing tells.
 */
export function folderOf({ record, driven }: Pick<ActionSources, "record" | "driven">): string {
  const folder = driven?.cwd ?? record.facts?.projectPath ?? record.facts?.cwd;
  if (folder !== undefined) return folder;
  throw new VibeDeckError("FOLDER_MISSING", "The transcript does not tell the folder of the session.", {
    hint: "Resume it in a terminal, in its folder.",
  });
}

/** The action that makes an agent for a session, in a folder that was checked. */
export function actionFor(sources: ActionSources, wanted: RunSettings, cwd: string): Action {
  const { record, driven, begun } = sources;
  const settings = settingsFor(sources, wanted);
  const sessionId = record.ref.id;
  if (record.size > 0 || begun || driven === undefined)
    return { type: "resume", sessionId, cwd, ...settings };
  if (driven.origin === "start") return { type: "start", sessionId, cwd, ...settings };
  if (driven.origin === "fork" && driven.forkOf !== undefined) {
    return { type: "fork", sessionId: driven.forkOf, newSessionId: sessionId, cwd, ...settings };
  }
  return { type: "resume", sessionId, cwd, ...settings };
}

/** What was asked for with the message, else what was chosen for the session, else the model it used last. */
function settingsFor({ record, driven }: ActionSources, wanted: RunSettings): RunSettings {
  const used = record.facts?.model;
  const model = wanted.model ?? driven?.model ?? (isRealModel(used) ? used : undefined);
  const permissionMode = wanted.permissionMode ?? driven?.permissionMode;
  const addDirs = [...new Set([...(driven?.addDirs ?? []), ...(wanted.addDirs ?? [])])];
  return {
    ...(model === undefined ? {} : { model }),
    ...(permissionMode === undefined ? {} : { permissionMode }),
    ...(addDirs.length === 0 ? {} : { addDirs }),
  };
}
