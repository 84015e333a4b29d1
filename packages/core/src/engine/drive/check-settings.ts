import type { RunSettings } from "../../cli.ts";
import type { AgentInfo } from "../../conversation.ts";
import { VibeDeckError } from "../../errors.ts";

/** Names of models as tools spell them; never an option, and never what a tool invents for messages of its own. */
const MODEL_NAME = /^[A-Za-z0-9][\w.:/@[\]-]{0,199}$/;

/** Whether a name from a transcript can be asked for. */
export function isRealModel(name: string | undefined): name is string {
  return name !== undefined && MODEL_NAME.test(name);
}

/**
 * A model must be one that the tool offers or that the session used; a mode must be one that the tool offers here.
 * @throws `VibeDeckError` `BAD_REQUEST`.
 */
export function checkSettings(
  settings: RunSettings,
  info: AgentInfo,
  ownModels: readonly (string | undefined)[],
): void {
  const { model, permissionMode } = settings;
  if (model !== undefined && !offers(info, model) && !(isRealModel(model) && ownModels.includes(model))) {
    throw new VibeDeckError("BAD_REQUEST", "The tool does not offer this model.", {
      hint: "Choose one of the list.",
    });
  }
  if (permissionMode !== undefined && !info.permissionModes.some(({ id }) => id === permissionMode)) {
    throw new VibeDeckError("BAD_REQUEST", "This permission mode is not allowed here.", {
      hint: "Choose one of the list.",
    });
  }
}

function offers(info: AgentInfo, model: string): boolean {
  return info.models.some(({ id, resolved }) => id === model || (resolved === model && isRealModel(model)));
}
