import type { ConversationEvent, JsonObject } from "@vibedeck/core";
import { textField } from "../entry/index.ts";

type State = Extract<ConversationEvent, { readonly type: "message-state" }>["state"];

const STATES: ReadonlyMap<string, State> = new Map([
  ["queued", "queued"],
  ["started", "started"],
  ["completed", "completed"],
  ["cancelled", "cancelled"],
  ["discarded", "cancelled"],
  ["refused", "cancelled"],
]);

const MAX_KNOWN = 1_000;

/**
 * Tells what becomes of sent messages. 2.1.330 says so itself (`command_lifecycle`). Of older ones it is concluded
 * from what they do: a turn (`system/init`) takes up the first message that waits, every further request of that turn
 * those that were sent meanwhile, and the result ends what was taken up.
 */
export class Delivery {
  readonly #waiting: string[] = [];
  readonly #started = new Set<string>();
  #told = false;
  #fresh = false;

  /** A message is on its way to the tool. */
  sent(id: string): void {
    if (!this.#told && this.#waiting.length < MAX_KNOWN) this.#waiting.push(id);
  }

  /** Messages that an older version has not taken up yet. A newer one gives them back by itself when it is stopped. */
  waiting(): readonly string[] {
    return this.#told ? [] : [...this.#waiting];
  }

  /** The tool gave back a message that it had not taken up. */
  withdrawn(id: string): readonly ConversationEvent[] {
    const index = this.#waiting.indexOf(id);
    if (index < 0) return [];
    this.#waiting.splice(index, 1);
    return [{ type: "message-state", id, state: "cancelled" }];
  }

  /** Reads a `command_lifecycle` line; `undefined` when it is a strange one. */
  lifecycle(line: JsonObject): readonly ConversationEvent[] | undefined {
    const id = textField(line, "command_uuid");
    const state = STATES.get(textField(line, "state") ?? "");
    if (id === undefined || id.length > 100 || state === undefined) return undefined;
    this.#told = true;
    this.#waiting.length = 0;
    if (state === "started" && this.#started.size < MAX_KNOWN) this.#started.add(id);
    if (state === "queued" || state === "started") return [{ type: "message-state", id, state }];
    // One whose turn failed is called cancelled too, but it was not dropped: the end of the turn tells what became of it.
    return this.#started.delete(id) && state === "cancelled" ? [] : [{ type: "message-state", id, state }];
  }

  turnBegins(): readonly ConversationEvent[] {
    this.#fresh = true;
    return this.#told ? [] : this.#take(1);
  }

  requestBegins(): readonly ConversationEvent[] {
    const first = this.#fresh;
    this.#fresh = false;
    return this.#told || first || this.#started.size === 0 ? [] : this.#take(this.#waiting.length);
  }

  turnEnds(): readonly ConversationEvent[] {
    if (this.#told) return [];
    const ended = [...this.#started];
    this.#started.clear();
    return ended.map((id) => ({ type: "message-state", id, state: "completed" }));
  }

  #take(count: number): readonly ConversationEvent[] {
    const taken = this.#waiting.splice(0, count);
    for (const id of taken) this.#started.add(id);
    return taken.map((id) => ({ type: "message-state", id, state: "started" }));
  }
}
