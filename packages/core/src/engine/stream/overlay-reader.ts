import type { StreamItem } from "../../view.ts";
import type { Overlay, PartialBlock } from "../drive/seams.ts";

/** Characters of a partial block that go out in one event. */
const SLICE = 16 << 10;

/** What the stream does with an event. */
export type Push = (type: StreamItem["type"], data: string) => void;

/**
 * One reader's place in what a running agent says beside its transcript. It remembers how much of each block it has
 * told, never the text: a slow reader gets larger pieces, not more of them.
 */
export class OverlayReader {
  readonly #key: string;
  readonly #find: (key: string) => Overlay | undefined;
  /** Held weakly: a reader that takes nothing must not keep what a finished agent said. */
  #overlay: WeakRef<Overlay> | undefined;
  #revision: number | undefined;
  #epoch = 0;
  /** Told that nothing drives the session; `undefined` before the first word. */
  #plain: boolean | undefined;
  /** Characters told, by block. */
  readonly #told = new Map<string, number>();

  constructor(key: string, find: (key: string) => Overlay | undefined) {
    this.#key = key;
    this.#find = find;
  }

  /** Hands out what changed since the last time, as long as there is room. */
  take(push: Push, room: () => boolean): void {
    if (!room()) return;
    const overlay = this.#find(this.#key);
    if (overlay === undefined) this.#takePlain(push);
    else {
      const blocks = overlay.blocks();
      this.#takeState(overlay, blocks.length === 0, push);
      if (this.#told.size > blocks.length) this.#keepOnly(blocks);
      for (const block of blocks) this.#takeBlock(block, push, room);
    }
  }

  #takePlain(push: Push): void {
    if (this.#plain === true) return;
    this.#plain = true;
    this.#overlay = undefined;
    this.#forget(push);
    push("drive", JSON.stringify({ key: this.#key, drive: { state: "none", sends: [], approvals: [] } }));
  }

  #takeState(overlay: Overlay, silent: boolean, push: Push): void {
    const same = this.#overlay?.deref() === overlay;
    if (!same || silent || this.#epoch !== overlay.epoch) this.#forget(push);
    this.#epoch = overlay.epoch;
    if (same && this.#revision === overlay.revision) return;
    if (!same) this.#overlay = new WeakRef(overlay);
    this.#revision = overlay.revision;
    this.#plain = false;
    push("drive", overlay.data());
  }

  #takeBlock(block: PartialBlock, push: Push, room: () => boolean): void {
    const name = nameOf(block);
    let told = this.#told.get(name);
    while ((told === undefined || told < block.text.length) && room()) {
      const at = told ?? 0;
      told = endOfSlice(block.text, at);
      push("partial", partialEvent(this.#key, block, at, told));
      this.#told.set(name, told);
    }
  }

  /** Blocks that the transcript has by now need no word: readers count for themselves. */
  #keepOnly(blocks: readonly PartialBlock[]): void {
    const names = new Set(blocks.map(nameOf));
    for (const name of this.#told.keys()) if (!names.has(name)) this.#told.delete(name);
  }

  #forget(push: Push): void {
    if (this.#told.size === 0) return;
    this.#told.clear();
    push("partial-end", JSON.stringify({ key: this.#key }));
  }
}

function nameOf(block: PartialBlock): string {
  return `${block.index} ${block.messageId}`;
}

function partialEvent(key: string, block: PartialBlock, at: number, to: number): string {
  const { messageId, index, kind, tool, text } = block;
  return JSON.stringify({
    key,
    messageId,
    index,
    kind,
    ...(tool === undefined || at > 0 ? {} : { tool }),
    at,
    text: text.slice(at, to),
  });
}

/** A pair of code units that is one character stays together. */
function endOfSlice(text: string, at: number): number {
  const end = Math.min(at + SLICE, text.length);
  const last = text.charCodeAt(end - 1);
  const cut = end < text.length && last >= 0xd800 && last <= 0xdbff;
  return cut ? end - 1 : end;
}
