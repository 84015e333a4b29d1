import type { Approval } from "@vibedeck/core";

/** What the element that shows a request is given; its code comes with the first request. */
export interface ApprovalElement extends HTMLElement {
  approval: Approval;
  /** Set when the page knows already that it no longer waits. */
  readonly over?: boolean;
}

/** Whether a person is asked for something. */
export function isPending({ approval, over }: ApprovalElement): boolean {
  return approval.state === "pending" && over !== true;
}

/** Makes the element of a request, before or after its code has come. */
export type MakeElement = (approval: Approval) => ApprovalElement;

/**
 * The cards of one transcript, and where they stand: at the call they are about when that is in the page, else at the
 * end. A request keeps its element wherever it goes, and what was typed into it; it does not move while somebody is
 * at it.
 */
export class ApprovalPlaces {
  readonly #make: MakeElement;
  readonly #elements = new Map<string, ApprovalElement>();
  readonly #byCall = new Map<string, Approval>();
  readonly #calls = new Map<string, Set<() => void>>();
  #approvals: readonly Approval[] = [];

  constructor(make: MakeElement) {
    this.#make = make;
  }

  /** Those that wait, oldest first. */
  get pending(): readonly ApprovalElement[] {
    return this.#approvals.flatMap(({ id }) => {
      const element = this.#elements.get(id);
      return element !== undefined && isPending(element) ? [element] : [];
    });
  }

  /** Takes what the session's requests are now. Tells the calls that gained, lost or changed one. */
  take(approvals: readonly Approval[]): void {
    if (approvals === this.#approvals) return;
    const changed = new Set([...this.#byCall.keys()]);
    this.#approvals = approvals;
    this.#byCall.clear();
    for (const approval of approvals) {
      this.#put(approval);
      if (approval.toolId === undefined) continue;
      this.#byCall.set(approval.toolId, approval);
      changed.add(approval.toolId);
    }
    const known = new Set(approvals.map(({ id }) => id));
    for (const id of this.#elements.keys()) if (!known.has(id)) this.#elements.delete(id);
    for (const call of changed) for (const tell of this.#calls.get(call) ?? []) tell();
  }

  /** A call came into the page: it hears when its request changes. Returns how it goes again. */
  join(call: string, tell: () => void): () => void {
    const listeners = this.#calls.get(call) ?? new Set();
    this.#calls.set(call, listeners.add(tell));
    return () => {
      listeners.delete(tell);
      if (listeners.size === 0) this.#calls.delete(call);
    };
  }

  /** The element to show at a call; `undefined` when there is none, or somebody is at it elsewhere. */
  at(call: string, here: Node): ApprovalElement | undefined {
    const element = this.#elements.get(this.#byCall.get(call)?.id ?? "");
    if (element === undefined) return undefined;
    const elsewhere = element.isConnected && !here.contains(element);
    return elsewhere && element.matches(":focus-within") ? undefined : element;
  }

  /** Elements without a call in the page, for the end of the transcript. */
  loose(end: Node | null): readonly ApprovalElement[] {
    return this.#approvals.flatMap(({ id, toolId }) => {
      const element = this.#elements.get(id);
      if (element === undefined) return [];
      const called = toolId !== undefined && this.#calls.has(toolId);
      const held = end?.contains(element) === true && element.matches(":focus-within");
      return called && !held ? [] : [element];
    });
  }

  /** A request was settled here: its call is shown again. */
  refresh({ toolId = "" }: Approval): void {
    for (const tell of this.#calls.get(toolId) ?? []) tell();
  }

  #put(approval: Approval): void {
    const known = this.#elements.get(approval.id);
    if (known === undefined) this.#elements.set(approval.id, this.#make(approval));
    else known.approval = approval;
  }
}
