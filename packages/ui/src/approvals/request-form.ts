import type { Answer, Approval } from "@vibedeck/core";
import { LitElement, type PropertyDeclarations } from "lit";

/** A permission mode to choose. */
export interface Mode {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

/** What a person can do with a request of one kind. Events: `answer` with an `Answer`. */
export abstract class RequestForm extends LitElement {
  static override properties: PropertyDeclarations = {
    approval: { attribute: false },
    busy: { type: Boolean, reflect: true },
    served: { type: Boolean, reflect: true },
    modes: { attribute: false },
  };

  declare approval: Approval;
  /** An answer is on its way. */
  declare busy: boolean;
  /** The bar at the bottom has the main buttons. */
  declare served: boolean;
  /** Asks which permission modes there are; empty when that is not known. */
  declare modes: () => Promise<readonly Mode[]>;
  #wasOccupied = false;

  constructor() {
    super();
    this.busy = false;
    this.served = false;
    this.modes = async () => [];
  }

  override updated(): void {
    if (this.occupied === this.#wasOccupied) return;
    this.#wasOccupied = this.occupied;
    this.dispatchEvent(new Event("occupied", { bubbles: true, composed: true }));
  }

  /** True while something else than the main buttons is open. */
  get occupied(): boolean {
    return false;
  }

  /** Does what the main button does; false when that is not possible now. */
  accept(): boolean {
    return false;
  }

  /** Says no; false when that is not possible now. */
  refuse(): boolean {
    return false;
  }

  /** Takes a key that was pressed outside of a field; returns whether it meant something. */
  press(key: string): boolean {
    if (key === "a") return this.accept();
    return key === "d" && this.refuse();
  }

  protected answer(answer: Answer): void {
    if (!this.busy) this.dispatchEvent(new CustomEvent("answer", { detail: answer, bubbles: true }));
  }
}
