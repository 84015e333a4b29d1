// Checked by the compiler only: each line under an expectation must fail to compile.
import type { StandardSchemaV1 } from "@standard-schema/spec";
import {
  type BackendPlugin,
  type CodingToolBackend,
  type ConfigSchema,
  type Discovery,
  defineBackend,
  inheritParts,
  type PartFactories,
  type Pricing,
  type Renderer,
  silentLogger,
  type Tailer,
  viewOnlyCli,
} from "@vibedeck/core";
import { createContainer, mountBackend, PART_TOKENS, TAILER } from "@vibedeck/core/host";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<Expected>() {
  return <Actual>(_value: Actual, _same: Equal<Expected, Actual>): void => {};
}

declare const discovery: Discovery;
declare const tailer: Tailer;
declare const renderer: Renderer;
declare const pricing: Pricing;

interface Config {
  readonly dir: string;
}

// A schema written by hand: nothing but the three fields of the standard.
const schema: StandardSchemaV1<unknown, Config> = {
  "~standard": {
    version: 1,
    vendor: "by hand",
    validate: (value) =>
      typeof value === "string" ? { value: { dir: value } } : { issues: [{ message: "no" }] },
  },
};

const parts = {
  discovery: () => discovery,
  tailer: () => tailer,
  renderer: () => renderer,
  pricing: () => pricing,
  cli: () => viewOnlyCli("tool"),
};

const complete: BackendPlugin<Config> = defineBackend({ name: "tool", config: schema, parts });

// The factories see what the schema yields.
defineBackend({
  name: "tool",
  config: schema,
  parts: {
    ...parts,
    discovery: ({ config, part }) => {
      expectType<Config>()(config, true);
      expectType<Tailer>()(part("tailer"), true);
      // @ts-expect-error there is no such setting
      void config.directory;
      // @ts-expect-error there is no such part
      part("walker");
      return discovery;
    },
  },
  check: async ({ config }) => expectType<Config>()(config, true),
});

// A missing part.
const { pricing: _left, ...fourParts } = parts;
// @ts-expect-error pricing is missing
defineBackend({ name: "tool", config: schema, parts: fourParts });

// A part of the wrong kind.
// @ts-expect-error a tailer is no renderer
defineBackend({ name: "tool", config: schema, parts: { ...parts, renderer: () => tailer } });

// A part that comes later.
// @ts-expect-error factories do not wait
defineBackend({ name: "tool", config: schema, parts: { ...parts, tailer: async () => tailer } });

// The wrong type of configuration.
declare const otherParts: PartFactories<{ readonly port: number }>;
// @ts-expect-error the parts want another configuration than the schema gives
defineBackend<Config>({ name: "tool", config: schema, parts: otherParts });
// @ts-expect-error the schema gives another configuration than the parts want
const wrongSchema: ConfigSchema<{ readonly port: number }> = schema;

// An unknown capability.
// @ts-expect-error there is no capability "fly"
defineBackend({ name: "tool", config: schema, parts, capabilities: { fly: true } });
// @ts-expect-error a capability is on or off
defineBackend({ name: "tool", config: schema, parts, capabilities: { run: "yes" } });

// A plain object is as good as a defined one.
const plain = { type: "vibedeck.backend", apiVersion: 1, name: "tool", config: schema, parts } as const;
const accepted: BackendPlugin<Config> = plain;

// Inherit, spread, override.
interface Wrapped {
  readonly inner: Config;
  readonly users: string;
}
declare const wrappedSchema: ConfigSchema<Wrapped>;
defineBackend({
  name: "wrapped",
  config: wrappedSchema,
  parts: {
    ...inheritParts(complete, (config: Wrapped) => config.inner),
    discovery: ({ config }) => {
      expectType<string>()(config.users, true);
      return discovery;
    },
  },
});
// @ts-expect-error the slice is not what the base wants
inheritParts(complete, (config: Wrapped) => config.users);

// Mounting wants the validated configuration.
mountBackend(accepted, { id: "tool", config: { dir: "/" }, logger: silentLogger });
// @ts-expect-error a number is no directory
mountBackend(accepted, { id: "tool", config: { dir: 1 }, logger: silentLogger });

// Tokens carry the type of what they stand for.
expectType<Tailer>()(createContainer().resolve(TAILER), true);
expectType<Pricing>()(createContainer().resolve(PART_TOKENS.pricing), true);
// @ts-expect-error a renderer is no tailer
createContainer().register(TAILER, { useValue: renderer });

// A backend is read-only.
declare const backend: CodingToolBackend;
// @ts-expect-error parts are getters
backend.tailer = tailer;

export { wrongSchema };
