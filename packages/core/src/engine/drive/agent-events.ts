import type { ConversationEvent } from "../../conversation.ts";
import type { Agent } from "./agent.ts";
import type { LaneParts } from "./lane-parts.ts";
import type { PartialEvent } from "./partials.ts";
import type { Turns } from "./turns.ts";

/** What an agent's events ask of its lane. */
export interface EventHooks {
  /** The agent is at work without being told. */
  goesOn(): void;
  /** How much runs in the background changed. */
  onBackground(): void;
}

/** What a running agent says, told to the pieces of its lane. */
export class AgentEvents {
  readonly #lane: LaneParts;
  readonly #turns: Turns;
  readonly #hooks: EventHooks;

  constructor(lane: LaneParts, turns: Turns, hooks: EventHooks) {
    this.#lane = lane;
    this.#turns = turns;
    this.#hooks = hooks;
  }

  on(event: ConversationEvent): void {
    const { seat, told, deps } = this.#lane;
    const { agent } = seat;
    if (agent === undefined) return;
    told.activeAt = deps.now();
    // Parts of messages come by the thousand: they change nothing of the drive state.
    if (event.type === "partial") this.#onPartial(event);
    else if (event.type === "message") {
      seat.knows(event.message.id);
      this.#turns.sign();
    } else if (this.#onState(event, agent)) this.#lane.changed();
  }

  /** Tells whether the drive state changed. */
  #onState(event: Exclude<ConversationEvent, { type: "partial" | "message" }>, agent: Agent): boolean {
    const { told, deps, queue, key, toolId } = this.#lane;
    switch (event.type) {
      case "message-state":
        this.#turns.onMessageState(event.id, event.state);
        return true;
      case "turn-end":
        this.#turns.onEnd(event);
        return true;
      case "phase":
        told.phase = event.text;
        return true;
      case "settings":
        told.model = event.model ?? told.model;
        if (event.sessionId !== undefined) told.strayed = event.sessionId !== toolId;
        if (event.permissionMode !== undefined) this.#onPermissionMode(event.permissionMode, agent);
        return true;
      case "background":
        told.background = Number.isSafeInteger(event.tasks) && event.tasks > 0 ? event.tasks : 0;
        this.#hooks.onBackground();
        return true;
      case "request":
        this.#turns.sign();
        deps.approvals.open(queue.user, key, event.request, agent);
        return false;
      case "request-withdrawn":
        deps.approvals.withdraw(agent, event.id);
        return false;
      case "info":
        agent.info = event.info;
        return false;
      case "raw":
        return false;
    }
  }

  #onPartial(event: PartialEvent): void {
    this.#lane.seat.knows(event.messageId);
    if (event.agent === undefined) {
      this.#hooks.goesOn();
      this.#turns.sign();
    }
    this.#lane.overlay.add(event);
  }

  /** A mode that the tool changed itself, as after a plan, stays when the agent is started anew. */
  #onPermissionMode(mode: string, agent: Agent): void {
    const { told, choice, deps, key } = this.#lane;
    told.permissionMode = mode;
    if (agent.permissionMode !== undefined) agent.permissionMode = mode;
    const chosen = choice.driven?.permissionMode;
    if (chosen === undefined || chosen === mode) return;
    if (!agent.info.permissionModes.some(({ id }) => id === mode)) return;
    try {
      choice.remember({ permissionMode: mode });
    } catch (err) {
      deps.logger.warn({ err, session: key }, "A permission mode could not be saved");
    }
  }
}
