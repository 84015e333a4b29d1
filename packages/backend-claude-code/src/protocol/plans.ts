import { type JsonObject, own } from "@vibedeck/core";
import { filledField, objectField, textField } from "../entry/index.ts";

const PLAN_FILE = /[\\/]plans[\\/][^\\/]+\.md$/;
const MAX_KEPT = 20;

/** Characters of JSON; what is longer is nothing that a person reviews. */
const MAX_PLAN = 1_000_000;
const MAX_PATH = 4_096;

/**
 * What the model wrote about its plan before the request to review it came: that request does not repeat it. It
 * stands in the call itself, or was written to a file just before.
 */
export class Plans {
  readonly #calls = new Map<string, JsonObject>();
  #written: JsonObject | undefined;

  /** Takes in a `tool_use` block. */
  remember(call: JsonObject): void {
    const input = objectField(call, "input");
    const name = textField(call, "name");
    if (input === undefined) return;
    if (name === "Write") this.#remember(input);
    const id = filledField(call, "id");
    if (name !== "ExitPlanMode" || id === undefined || JSON.stringify(input).length > MAX_PLAN) return;
    if (this.#calls.size >= MAX_KEPT) this.#calls.clear();
    this.#calls.set(id, input);
  }

  /** The input of a call that asks to leave plan mode, with the plan where it is known. */
  input(toolId: string | undefined): { readonly input: JsonObject } | undefined {
    const input = toolId === undefined ? undefined : this.#calls.get(toolId);
    if (input === undefined) return undefined;
    return { input: filledField(input, "plan") === undefined ? { ...input, ...this.#written } : input };
  }

  #remember(input: JsonObject): void {
    const path = filledField(input, "file_path");
    const plan = own(input, "content");
    if (path === undefined || path.length > MAX_PATH || typeof plan !== "string") return;
    if (plan.length <= MAX_PLAN && PLAN_FILE.test(path)) this.#written = { plan, planFilePath: path };
  }
}
