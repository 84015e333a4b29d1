import { type Choice, complete, type Trigger, triggerAt } from "./completion.ts";
import type { CompletionSource } from "./completion-source.ts";

/** What the popup shows. */
export interface CompleterState {
  readonly trigger: Trigger;
  readonly choices: readonly Choice[];
  readonly active: number;
}

/** Typing that goes on within so many milliseconds asks for nothing. */
const DEBOUNCE_MS = 90;

/** Follows the caret and offers what can stand there. */
export class Completer {
  source: CompletionSource | undefined;
  readonly #changed: () => void;
  #state: CompleterState | undefined;
  #dismissed = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** `undefined` while there is nothing to offer. */
  get state(): CompleterState | undefined {
    return this.#state;
  }

  /** Looks at the text after it was changed or the caret was moved. */
  look(text: string, caret: number): void {
    clearTimeout(this.#timer);
    const trigger = this.source === undefined ? undefined : triggerAt(text, caret);
    if (trigger === undefined) this.#dismissed = -1;
    if (trigger === undefined || trigger.from === this.#dismissed) this.close();
    else this.#timer = setTimeout(() => void this.#ask(trigger), DEBOUNCE_MS);
  }

  /** Closes the popup; nothing is offered for this word any more. */
  dismiss(): void {
    this.#dismissed = this.#state?.trigger.from ?? -1;
    this.close();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    if (this.#state === undefined) return;
    this.#state = undefined;
    this.#changed();
  }

  move(step: 1 | -1): void {
    if (this.#state === undefined) return;
    const { length } = this.#state.choices;
    this.#state = { ...this.#state, active: (this.#state.active + step + length) % length };
    this.#changed();
  }

  /** The text with a choice in it; more may have been typed since the choices came. */
  pick(
    text: string,
    caret: number,
    index: number,
  ): { readonly text: string; readonly caret: number } | undefined {
    const choice = this.#state?.choices[index];
    const trigger = triggerAt(text, caret);
    if (trigger === undefined || choice === undefined) return undefined;
    const done = complete(text, trigger, choice);
    this.close();
    return done;
  }

  /** True when the word is already what is offered: Enter sends it then. */
  get whole(): boolean {
    const { trigger, choices, active } = this.#state ?? { choices: [], active: 0 };
    return trigger?.kind === "command" && choices[active]?.label === trigger.query;
  }

  async #ask(trigger: Trigger): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const choices = (await this.source?.choices(trigger)) ?? [];
    if (asked !== this.#asked) return;
    this.#state = choices.length === 0 ? undefined : { trigger, choices, active: 0 };
    this.#changed();
  }
}
