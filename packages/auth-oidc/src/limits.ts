/** What the plugin needs from around it, and how much it takes. */
export interface Surroundings {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds for each request to a provider, its body too. */
  readonly timeoutMs: number;
  /** Bytes of an answer, decompressed. */
  readonly maxBytes: number;
}

/** What holds on a server. */
export const SURROUNDINGS: Surroundings = {
  fetch: (input, init) => globalThis.fetch(input, init),
  timeoutMs: 10_000,
  maxBytes: 1_048_576,
};
