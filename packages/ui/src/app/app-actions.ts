import type { SessionCommand } from "../session/session-head.ts";
import type { AppHost } from "./app-view.ts";
import { runCommand } from "./commands.ts";
import { type FrameActions, frameActions } from "./frame-actions.ts";
import { type MoveActions, moveActions } from "./move-actions.ts";
import { type SessionActions, sessionActions } from "./session-actions.ts";

/** Everything that can be done on the page. */
export interface AppActions extends FrameActions, MoveActions, SessionActions {
  /** Does what a button of the session's head asks for. */
  command(command: SessionCommand): void;
}

export function appActions(host: AppHost): AppActions {
  const actions: AppActions = {
    ...frameActions(host),
    ...moveActions(host),
    ...sessionActions(host),
    command: (command) => runCommand(command, host, actions),
  };
  return actions;
}
