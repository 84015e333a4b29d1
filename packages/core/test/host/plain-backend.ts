import {
  type BackendPlugin,
  type Discovery,
  type PartFactories,
  type Pricing,
  type Renderer,
  type Tailer,
  viewOnlyCli,
} from "@vibedeck/core";

/** The configuration of {@link plainBackend}. */
export interface PlainConfig {
  readonly dir: string;
}

const discovery: Discovery = {
  async *roots() {},
  identify: () => undefined,
};

const tailer: Tailer = {
  read: (_file, from) => ({ entries: [], next: from, atEnd: true, blank: 0 }),
  readBefore: (_file, offset) => ({ entries: [], next: { offset }, atEnd: true, blank: 0 }),
  align: (file) => file.size,
};

const renderer: Renderer<object> = {
  version: 1,
  messages: () => [],
  start: () => ({}),
  reduce: (state) => state,
  facts: () => ({}) as never,
};

const pricing: Pricing = { version: "1", usage: () => undefined, price: () => undefined };

/** Factories that make a new object each. */
export const plainParts: PartFactories<PlainConfig> = {
  discovery: () => ({ ...discovery }),
  tailer: () => ({ ...tailer }),
  renderer: () => ({ ...renderer }),
  pricing: () => ({ ...pricing }),
  cli: () => viewOnlyCli("plain"),
};

/** A backend written as an object literal, without `defineBackend`. */
export function plainBackend(parts: Partial<PartFactories<PlainConfig>> = {}): BackendPlugin<PlainConfig> {
  return {
    type: "vibedeck.backend",
    apiVersion: 1,
    name: "plain",
    config: {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: (value) => ({ value: { dir: String(value) } }),
      },
    },
    parts: { ...plainParts, ...parts },
  };
}
