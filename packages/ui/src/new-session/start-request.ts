import type { AgentInfo, RunSettings, SessionSummary, StartRequest } from "@vibedeck/core";
import type { BoxContent } from "../composer/boxes.ts";
import { findModel } from "../composer/find-model.ts";

/** What can be picked for a session that begins. */
export type StartSettings = Pick<RunSettings, "model" | "permissionMode">;

/** Where and how a session begins. */
export interface StartPlace {
  readonly folder: string;
  readonly backend: string | undefined;
  /** Makes the folder first. */
  readonly create: boolean;
  readonly settings: StartSettings;
}

/** The first message in the box as the server takes it. */
export function startRequest({ text, files }: BoxContent, place: StartPlace): Omit<StartRequest, "id"> {
  const { folder, backend, create, settings } = place;
  return {
    text,
    cwd: folder,
    ...(files.length === 0 ? {} : { attachments: files.map(({ content }) => content) }),
    ...(backend === undefined ? {} : { backend }),
    ...(create ? { create } : {}),
    ...settings,
  };
}

/** The settings of a session that the new one is to be like, where the tool still offers them. */
export function likeSettings(
  { models, permissionModes }: AgentInfo,
  from: SessionSummary | undefined,
): StartSettings {
  const model = findModel(models, from?.facts.model);
  const mode = permissionModes.find(({ id }) => id === from?.facts.permissionMode);
  return {
    ...(model === undefined ? {} : { model: model.id }),
    ...(mode === undefined ? {} : { permissionMode: mode.id }),
  };
}
