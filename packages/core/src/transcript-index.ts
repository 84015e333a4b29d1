import type { ToolResultBlock } from "./message.ts";
import { comparePlaces, type Group, type Part, type ResultLookup } from "./transcript-group.ts";

interface Result {
  readonly block: ToolResultBlock;
  readonly part: Part;
}

/**
 * Which fragments make up which message, and which results belong to which calls. Every change forgets the joined
 * form of just the messages it concerns.
 */
export class TranscriptIndex implements ResultLookup {
  readonly #groups = new Map<string, Group>();
  readonly #results = new Map<string, Result[]>();
  /** Message ids by tool id; a message is named once for each call in it. */
  readonly #callers = new Map<string, string[]>();

  result(toolId: string): Result | undefined {
    return this.#results.get(toolId)?.[0];
  }

  isCalled(toolId: string): boolean {
    return this.#callers.has(toolId);
  }

  /** The blocks of a message's fragments. */
  held(id: string): number {
    return this.#groups.get(id)?.parts.reduce((sum, { message }) => sum + message.blocks.length, 0) ?? 0;
  }

  clear(): void {
    this.#groups.clear();
    this.#results.clear();
    this.#callers.clear();
  }

  sources(id: string): readonly Part[] {
    const parts = new Set<Part>(this.#groups.get(id)?.parts);
    for (const { message } of [...parts]) {
      for (const block of message.blocks) {
        const result = block.type === "tool_use" ? this.result(block.toolId) : undefined;
        if (result !== undefined) parts.add(result.part);
      }
    }
    return [...parts].sort(comparePlaces);
  }

  /** Takes a fragment in and returns the message it belongs to. */
  link(part: Part): Group {
    const group = this.#group(part.message.id);
    insertSorted(group.parts, part, comparePlaces);
    group.joined = undefined;
    for (const block of part.message.blocks) {
      if (block.type === "tool_use") push(this.#callers, block.toolId, group.id);
      if (block.type === "tool_result") this.#addResult({ block, part });
      if (block.type === "tool_use" || block.type === "tool_result") this.#touch(block.toolId);
    }
    return group;
  }

  /** Takes a fragment out. Returns true when it was the first of its message, whose place thereby changes. */
  unlink(part: Part): boolean {
    const group = this.#group(part.message.id);
    const first = group.parts[0] === part;
    remove(group.parts, part);
    group.joined = undefined;
    for (const block of part.message.blocks) {
      if (block.type !== "tool_use" && block.type !== "tool_result") continue;
      this.#touch(block.toolId);
      if (block.type === "tool_use") this.#forgetCall(block.toolId, group.id);
      else this.#forgetResult(block);
    }
    if (group.parts.length === 0) this.#groups.delete(group.id);
    return first;
  }

  #group(id: string): Group {
    let group = this.#groups.get(id);
    if (group === undefined) {
      group = { id, parts: [], joined: undefined };
      this.#groups.set(id, group);
    }
    return group;
  }

  #addResult(result: Result): void {
    const known = this.#results.get(result.block.toolId) ?? [];
    insertSorted(known, result, (a, b) => comparePlaces(a.part, b.part));
    this.#results.set(result.block.toolId, known);
  }

  #forgetCall(toolId: string, id: string): void {
    const callers = this.#callers.get(toolId) ?? [];
    remove(callers, id);
    if (callers.length === 0) this.#callers.delete(toolId);
  }

  #forgetResult(block: ToolResultBlock): void {
    const left = this.#results.get(block.toolId)?.filter((result) => result.block !== block) ?? [];
    if (left.length === 0) this.#results.delete(block.toolId);
    else this.#results.set(block.toolId, left);
  }

  /** Forgets the joined form of the messages that call a tool or hold its results. */
  #touch(toolId: string): void {
    const ids = [
      ...(this.#callers.get(toolId) ?? []),
      ...(this.#results.get(toolId) ?? []).map((r) => r.part.message.id),
    ];
    for (const id of ids) {
      const group = this.#groups.get(id);
      if (group !== undefined) group.joined = undefined;
    }
  }
}

/** Inserts after equals; nearly always at the end. */
function insertSorted<T>(list: T[], item: T, compare: (a: T, b: T) => number): void {
  let at = list.length;
  for (; at > 0; at -= 1) {
    const previous = list[at - 1];
    if (previous === undefined || compare(previous, item) <= 0) break;
  }
  list.splice(at, 0, item);
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
