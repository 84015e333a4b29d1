import type { Notice } from "../../events.ts";
import type { Owner } from "../../principal.ts";

interface Standing {
  readonly notice: Notice;
  readonly owner: Owner | undefined;
}

/** The notices that stand now, and for whom: an owner's own, or the operator's (no owner). */
export class Notices {
  readonly #standing = new Map<string, Standing>();
  readonly #changed: (owner: Owner | undefined) => void;

  /** @param changed is told whose notices are others now. */
  constructor(changed: (owner: Owner | undefined) => void) {
    this.#changed = changed;
  }

  raise(notice: Notice, owner?: Owner): void {
    const name = nameOf(notice.id, owner);
    const known = this.#standing.get(name);
    if (known?.notice.text === notice.text && known.notice.level === notice.level) return;
    this.#standing.set(name, { notice, owner });
    this.#changed(owner);
  }

  clear(id: string, owner?: Owner): void {
    if (this.#standing.delete(nameOf(id, owner))) this.#changed(owner);
  }

  /** Those of the owners that the reader sees, and the operator's where the reader is one. */
  list(sees: (owner: Owner) => boolean, operator: boolean): readonly Notice[] {
    return [...this.#standing.values()]
      .filter(({ owner }) => (owner === undefined ? operator : sees(owner)))
      .map(({ notice }) => notice);
  }
}

/** Notices of two owners may be called the same. */
function nameOf(id: string, owner: Owner | undefined): string {
  return JSON.stringify([owner ?? null, id]);
}
