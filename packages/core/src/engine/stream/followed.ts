/** Appended messages as they go out, stringified once for all who follow. */
export interface LiveChunk {
  readonly epoch: number;
  /** Byte offsets of the first entry and after the last. */
  readonly from: number;
  readonly to: number;
  readonly data: string;
}

const MAX_CHUNKS = 32;
const MAX_CHARS = 2 << 20;

interface Following {
  readonly listeners: Set<() => void>;
  chunks: LiveChunk[];
}

/** Which sessions somebody follows now, and what was appended to them last. */
export class Followed {
  readonly #sessions = new Map<string, Following>();

  follow(key: string, listener: () => void): () => void {
    let following = this.#sessions.get(key);
    if (following === undefined) {
      following = { listeners: new Set(), chunks: [] };
      this.#sessions.set(key, following);
    }
    following.listeners.add(listener);
    return () => {
      following.listeners.delete(listener);
      if (following.listeners.size === 0 && this.#sessions.get(key) === following) this.#sessions.delete(key);
    };
  }

  has(key: string): boolean {
    return this.#sessions.has(key);
  }

  keep(key: string, chunk: LiveChunk): void {
    const following = this.#sessions.get(key);
    if (following === undefined) return;
    following.chunks.push(chunk);
    let chars = following.chunks.reduce((sum, { data }) => sum + data.length, 0);
    while (following.chunks.length > MAX_CHUNKS || (chars > MAX_CHARS && following.chunks.length > 1)) {
      chars -= following.chunks.shift()?.data.length ?? 0;
    }
  }

  chunkAt(key: string, epoch: number, offset: number): LiveChunk | undefined {
    return this.#sessions.get(key)?.chunks.find((chunk) => chunk.epoch === epoch && chunk.from === offset);
  }

  /** Wakes those who follow a session. */
  wake(key: string): void {
    for (const listener of this.#sessions.get(key)?.listeners ?? []) listener();
  }
}
