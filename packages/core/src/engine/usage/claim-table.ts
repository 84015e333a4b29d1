/**
 * Which file was first seen with a request id: an open-addressing table of (hash, file number) in typed arrays,
 * 24 bytes an id, because half a million ids as a `Map` would cost more memory than everything else together.
 */
export class ClaimTable {
  #hashes = new Float64Array(1024);
  #files = new Int32Array(1024);
  #size = 0;

  /** Claims a hash for a file (a positive number). Returns the file that holds it, possibly the same. */
  claim(hash: number, file: number): number {
    if (this.#size * 2 >= this.#hashes.length) this.#grow();
    const slot = this.#slot(hash);
    const holder = this.#files[slot] ?? 0;
    if (holder !== 0) return holder;
    this.#hashes[slot] = hash;
    this.#files[slot] = file;
    this.#size++;
    return file;
  }

  /** Gives a claimed hash to another file: its holder is gone. */
  reassign(hash: number, file: number): void {
    this.#files[this.#slot(hash)] = file;
  }

  get size(): number {
    return this.#size;
  }

  #slot(hash: number): number {
    const mask = this.#hashes.length - 1;
    let slot = (hash ^ (hash / 0x100000000)) & mask;
    while (this.#files[slot] !== 0 && this.#hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const hashes = this.#hashes;
    const files = this.#files;
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#files = new Int32Array(hashes.length * 2);
    for (let i = 0; i < hashes.length; i++) {
      const file = files[i] ?? 0;
      if (file === 0) continue;
      const slot = this.#slot(hashes[i] ?? 0);
      this.#hashes[slot] = hashes[i] ?? 0;
      this.#files[slot] = file;
    }
  }
}
