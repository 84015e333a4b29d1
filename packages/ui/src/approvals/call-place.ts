import { html, nothing, type TemplateResult } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { type ChildPart, type DirectiveResult, directive, type PartInfo, PartType } from "lit/directive.js";
import { type ApprovalPlaces, isPending } from "./approval-places.ts";

class CallPlaceDirective extends AsyncDirective {
  #here: Node | undefined;
  #places: ApprovalPlaces | undefined;
  #call = "";
  #card: (() => TemplateResult) | undefined;
  #leave: (() => void) | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.CHILD) throw new TypeError("A call stands between elements");
  }

  override render(_places: ApprovalPlaces, _call: string, card: () => TemplateResult): unknown {
    return card();
  }

  override update(
    part: ChildPart,
    [places, call, card]: [ApprovalPlaces, string, () => TemplateResult],
  ): unknown {
    if (call !== this.#call || places !== this.#places) this.disconnected();
    this.#here = part.parentNode;
    this.#places = places;
    this.#call = call;
    this.#card = card;
    this.#join();
    return this.#shown();
  }

  protected override disconnected(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  protected override reconnected(): void {
    this.#join();
    this.setValue(this.#shown());
  }

  #join(): void {
    this.#leave ??= this.#places?.join(this.#call, () => this.setValue(this.#shown()));
  }

  /** While a request waits it stands for its call, which says the same with fewer words. */
  #shown(): TemplateResult {
    const element = this.#here === undefined ? undefined : this.#places?.at(this.#call, this.#here);
    const waits = element !== undefined && isPending(element);
    return html`${waits ? nothing : this.#card?.()}${element ?? nothing}`;
  }
}

/** A call of a tool with the request about it, when there is one. */
export const callPlace: (
  places: ApprovalPlaces,
  call: string,
  card: () => TemplateResult,
) => DirectiveResult = directive(CallPlaceDirective);
