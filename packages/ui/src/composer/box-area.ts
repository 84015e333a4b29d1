import { html, nothing, type TemplateResult } from "lit";
import type { CompleterState } from "./completer.ts";

/** How the text area is shown. */
export interface BoxAreaView {
  readonly label: string;
  readonly placeholder: string;
  readonly readonly: boolean;
  /** Where fingers type, Enter makes a line. */
  readonly coarse: boolean;
  readonly popup: CompleterState | undefined;
}

/** What happens in the text area. */
export interface BoxAreaEvents {
  readonly typed: () => void;
  readonly key: (event: KeyboardEvent) => void;
  /** The caret may stand elsewhere. */
  readonly caret: (event: Event) => void;
  readonly pasted: (event: ClipboardEvent) => void;
  readonly focused: () => void;
  readonly left: () => void;
}

/** The text area of a box; with a popup it is a combobox. */
export function boxArea(view: BoxAreaView, on: BoxAreaEvents): TemplateResult {
  const { popup } = view;
  return html`<textarea rows="1" dir="auto" aria-label=${view.label} placeholder=${view.placeholder} ?readonly=${view.readonly}
    autocomplete="off" enterkeyhint=${view.coarse ? "enter" : "send"}
    role=${popup === undefined ? nothing : "combobox"} aria-expanded=${popup === undefined ? nothing : "true"}
    aria-autocomplete=${popup === undefined ? nothing : "list"} aria-controls=${popup === undefined ? nothing : "choices"}
    aria-activedescendant=${popup === undefined ? nothing : `choice-${popup.active}`}
    @input=${on.typed} @keydown=${on.key} @keyup=${on.caret} @click=${on.caret} @paste=${on.pasted}
    @focus=${on.focused} @blur=${on.left}></textarea>`;
}
