import type { Root } from "../../parts.ts";
import type { Owner, Scope } from "../../principal.ts";
import { canSee } from "../../scope.ts";
import type { SessionFacts } from "../../session.ts";
import { onlyOwner } from "../reach.ts";
import { Copies } from "../usage/copies.ts";
import type { FileRecord } from "./file-record.ts";

/** All transcripts, in memory. It holds everybody's: only the scoped view and the event hub may touch it. */
export class Catalog {
  readonly copies: Copies = new Copies((no) => this.#holder(no));
  readonly #byKey = new Map<string, FileRecord>();
  readonly #byOwner = new Map<Owner, Map<string, FileRecord>>();
  readonly #byNo = new Map<number, FileRecord>();
  readonly #byToolId = new Map<string, FileRecord>();
  readonly #children = new Map<string, Set<FileRecord>>();
  readonly #parentOf = new Map<FileRecord, string>();
  readonly #titles = new Map<string, string>();

  add(record: FileRecord): void {
    this.#byKey.set(record.key, record);
    const own = this.#byOwner.get(record.owner) ?? new Map<string, FileRecord>();
    this.#byOwner.set(record.owner, own.set(record.key, record));
    this.#byNo.set(record.no, record);
    if (record.ref.kind === "session") this.#byToolId.set(toolKey(record, record.ref.id), record);
    this.learn(record);
  }

  remove(record: FileRecord): void {
    this.#byKey.delete(record.key);
    const own = this.#byOwner.get(record.owner);
    own?.delete(record.key);
    if (own?.size === 0) this.#byOwner.delete(record.owner);
    this.#byNo.delete(record.no);
    const id = toolKey(record, record.ref.id);
    if (this.#byToolId.get(id) === record) this.#byToolId.delete(id);
    this.#link(record, undefined);
    this.copies.forget(record.no);
  }

  get(key: string): FileRecord | undefined {
    return this.#byKey.get(key);
  }

  byNo(no: number): FileRecord | undefined {
    return this.#byNo.get(no);
  }

  all(): IterableIterator<FileRecord> {
    return this.#byKey.values();
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** Takes over what new facts say about other records: the parent, and titles for whichever session they fit. */
  learn(record: FileRecord): void {
    const parentId = record.ref.parentId ?? record.brief.parentId;
    const isChild = record.ref.kind === "subagent" && parentId !== undefined;
    this.#link(record, isChild ? toolKey(record, parentId) : undefined);
    if (record.brief.titles !== true) return;
    for (const { anchor, title } of record.facts?.titlesFor ?? []) {
      this.#titles.set(`${record.owner}\0${anchor}`, title);
    }
  }

  parent(record: FileRecord): FileRecord | undefined {
    const link = this.#parentOf.get(record);
    return link === undefined ? undefined : this.#byToolId.get(link);
  }

  /** Sub-agents, oldest first. */
  children(record: FileRecord): readonly FileRecord[] {
    const children =
      record.ref.kind === "session" ? this.#children.get(toolKey(record, record.ref.id)) : undefined;
    return children === undefined ? [] : [...children].sort((a, b) => startOf(a) - startOf(b));
  }

  /** A title that another file of the same owner holds for the session these facts describe. */
  titleFor(record: FileRecord, facts: SessionFacts): string | undefined {
    return facts.anchor === undefined ? undefined : this.#titles.get(`${record.owner}\0${facts.anchor}`);
  }

  /** What a scope may see. Only what can be its own is gone through, so that others cost it no time. */
  *visible(scope: Scope): Generator<FileRecord> {
    const owner = onlyOwner(scope);
    const records = owner === undefined ? this.#byKey : this.#byOwner.get(owner);
    for (const record of records?.values() ?? []) if (canSee(scope, record)) yield record;
  }

  /** A backend's records below a root. */
  *below(backend: string, root: Root): Generator<FileRecord> {
    for (const record of this.#byOwner.get(root.owner)?.values() ?? [])
      if (record.root.path === root.path && record.mounted.backend.id === backend) yield record;
  }

  #link(record: FileRecord, parent: string | undefined): void {
    const before = this.#parentOf.get(record);
    if (before === parent) return;
    if (before !== undefined) {
      const siblings = this.#children.get(before);
      siblings?.delete(record);
      if (siblings?.size === 0) this.#children.delete(before);
      this.#parentOf.delete(record);
    }
    if (parent === undefined) return;
    let siblings = this.#children.get(parent);
    if (siblings === undefined) {
      siblings = new Set();
      this.#children.set(parent, siblings);
    }
    siblings.add(record);
    this.#parentOf.set(record, parent);
  }

  #holder(no: number): { key: string; firstAt: number; bornAt: number } | undefined {
    const record = this.#byNo.get(no);
    if (record?.stamp === undefined) return undefined;
    const firstAt = record.brief.firstAt ?? Number.POSITIVE_INFINITY;
    return { key: record.key, firstAt, bornAt: record.stamp.bornAt };
  }
}

function toolKey(record: FileRecord, id: string): string {
  return [record.mounted.backend.id, record.owner, record.root.path, record.ref.group, id].join("\0");
}

function startOf(record: FileRecord): number {
  return record.brief.firstAt ?? record.mtimeMs;
}
