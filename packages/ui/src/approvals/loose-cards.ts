import { html, nothing } from "lit";
import { type ChildPart, Directive, type DirectiveResult, directive } from "lit/directive.js";
import { repeat } from "lit/directives/repeat.js";
import type { ApprovalPlaces } from "./approval-places.ts";

class LooseCardsDirective extends Directive {
  override render(_places: ApprovalPlaces): unknown {
    return nothing;
  }

  // Decided here and not where the template is made: the calls above have said by now that they are in the page.
  override update(part: ChildPart, [places]: [ApprovalPlaces]): unknown {
    return html`${repeat(
      places.loose(part.parentNode),
      (element) => element,
      (element) => element,
    )}`;
  }
}

/** The requests whose calls are not in the page. To be put behind the messages. */
export const looseCards: (places: ApprovalPlaces) => DirectiveResult = directive(LooseCardsDirective);
