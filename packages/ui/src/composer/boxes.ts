import { type Attached, release } from "./attachments.ts";
import { DraftStore, draftName } from "./draft-store.ts";

/** The place of the box that begins a session. */
export const NEW_PLACE = "new";

/** What stands in a box. */
export interface BoxContent {
  readonly text: string;
  readonly files: readonly Attached[];
  /** The id under which exactly this was tried to be sent. */
  readonly attempt?: string;
}

/** The contents of all boxes of this page, by place: the text is also kept in the browser, files are not. */
export class Boxes {
  readonly owner: string;
  readonly #drafts: DraftStore;
  readonly #files = new Map<string, readonly Attached[]>();

  constructor(owner: string, drafts: DraftStore = new DraftStore()) {
    this.owner = owner;
    this.#drafts = drafts;
  }

  /** The name of a draft in the browser's storage. */
  nameOf(place: string): string {
    return draftName(this.owner, place);
  }

  read(place: string): BoxContent {
    return { ...this.#drafts.read(this.owner, place), files: this.#files.get(place) ?? [] };
  }

  write(place: string, { text, files, attempt }: BoxContent): void {
    // Without its files a text of an earlier attempt is another message.
    const lasting = attempt === undefined || files.length > 0 ? {} : { attempt };
    this.#drafts.write(this.owner, place, { text, ...lasting });
    if (files.length === 0) this.#files.delete(place);
    else this.#files.set(place, files);
  }

  /** Empties a box after what stood in it was acknowledged; what was written into it since stays. */
  sent(place: string, content: BoxContent): void {
    const now = this.read(place);
    release(content.files);
    const files = now.files.filter((file) => !content.files.includes(file));
    this.write(place, { text: now.text === content.text ? "" : now.text, files });
  }

  move(from: string, to: string): void {
    this.#drafts.move(this.owner, from, to);
    const files = this.#files.get(from);
    if (files !== undefined && !this.#files.has(to)) this.#files.set(to, files);
    this.#files.delete(from);
  }
}

let boxes = new Boxes("");

/** The boxes of a reader. Another reader's are not shown, and not forgotten by the browser. */
export function boxesOf(owner: string): Boxes {
  if (boxes.owner !== owner) boxes = new Boxes(owner);
  return boxes;
}
