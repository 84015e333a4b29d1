import type { Field } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { plainBox } from "../blocks/small-blocks.ts";
import { clipped } from "../clipped.ts";
import type { Shown } from "./face.ts";

const LONG = 100;
const SHOWN = 30;

/** Named values; long ones on lines of their own. */
export function fieldList(fields: readonly Field[]): Shown {
  if (fields.length === 0) return nothing;
  return html`${clipped(fields, SHOWN, (shown) => html`<dl class="fields">${shown.map(field)}</dl>`, "fields")}`;
}

/** The values on one line, for the head of a card. */
export function fieldLine(fields: readonly Field[]): string {
  return fields
    .slice(0, 4)
    .map((each) => `${each.name}: ${each.value.slice(0, 80).replaceAll(/\s+/g, " ")}`)
    .join(", ");
}

function field(each: Field): TemplateResult {
  const long = each.value.length > LONG || each.value.includes("\n");
  return html`<div class=${long ? "field long" : "field"}><dt dir="auto">${each.name}</dt><dd dir="auto">${long ? plainBox(each.value) : each.value}</dd></div>`;
}
