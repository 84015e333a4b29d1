import type { Notice } from "../../events.ts";

/** The notices that stand now, and for whom: an owner's own, or the operator's (no owner). */
export class Notices {
  readonly #standing = new Map<string, { readonly notice: Notice; readonly owner: string | undefined }>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  raise(notice: Notice, owner?: string): void {
    const known = this.#standing.get(notice.id);
    if (known?.notice.text === notice.text && known.notice.level === notice.level) return;
    this.#standing.set(notice.id, { notice, owner });
    this.#changed();
  }

  clear(id: string): void {
    if (this.#standing.delete(id)) this.#changed();
  }

  /** Those that concern an owner; all when the reader sees everything. */
  list(sees: (owner: string) => boolean, operator: boolean): readonly Notice[] {
    return [...this.#standing.values()]
      .filter(({ owner }) => (owner === undefined ? operator : sees(owner)))
      .map(({ notice }) => notice);
  }
}
