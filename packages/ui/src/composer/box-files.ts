import { type Attached, release, takeFiles } from "./attachments.ts";

/** The files that go along with what stands in a box. */
export class BoxFiles {
  attached: readonly Attached[] = [];
  /** Why the last ones were not taken, for people. */
  refused: readonly string[] = [];
  readonly #edited: () => void;

  /** @param edited Told when the reader has added or taken away some. */
  constructor(edited: () => void) {
    this.#edited = edited;
  }

  /** Shows others: those of another place, or none after they were sent. */
  show(files: readonly Attached[]): void {
    this.attached = files;
  }

  /** @param stands Whether the box still shows the place that they were meant for. */
  async take(files: readonly File[], stands: () => boolean): Promise<void> {
    const { attached, refused } = await takeFiles(files, this.attached.length);
    if (!stands()) return release(attached);
    this.attached = [...this.attached, ...attached];
    this.refused = refused;
    this.#edited();
  }

  remove(file: Attached): void {
    release([file]);
    this.attached = this.attached.filter((other) => other !== file);
    this.refused = [];
    this.#edited();
  }
}
