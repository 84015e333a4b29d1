import type { JsonObject } from "@vibedeck/core";
import { filledField, flagField, objectField, objectsField, textField } from "../entry/index.ts";

const MAX_TASKS = 1_000;
const OVER: ReadonlySet<string> = new Set(["completed", "failed", "killed", "stopped"]);

/**
 * Counts the tasks that run on in the background. 2.1.330 says how many there are
 * (`system/background_tasks_changed`); older ones only say that a task began or ended.
 */
export class Background {
  readonly #tasks = new Set<string>();
  #told = false;
  #count = 0;

  /** Takes in a `system` line. Returns the new number when it changed, `undefined` otherwise. */
  read(subtype: string, line: JsonObject): number | undefined {
    const before = this.#count;
    this.#count = this.#next(subtype, line);
    return this.#count === before ? undefined : this.#count;
  }

  #next(subtype: string, line: JsonObject): number {
    if (subtype === "background_tasks_changed") {
      this.#told = true;
      // Ambient ones belong to the tool itself and never end.
      return objectsField(line, "tasks").filter((task) => !flagField(task, "ambient")).length;
    }
    if (this.#told) return this.#count;
    const id = filledField(line, "task_id");
    if (id === undefined) return this.#count;
    if (subtype === "task_started" && this.#tasks.size < MAX_TASKS) this.#tasks.add(id);
    else if (subtype === "task_notification" || OVER.has(statusOf(line))) this.#tasks.delete(id);
    return this.#tasks.size;
  }
}

function statusOf(line: JsonObject): string {
  return textField(objectField(line, "patch"), "status") ?? "";
}
