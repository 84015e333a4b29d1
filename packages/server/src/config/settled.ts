import type { Json } from "@vibedeck/core";
import type { Layer, Origin } from "./layers.ts";
import { SETTINGS } from "./settings.ts";

/** The first layer that sets a key wins. */
export class Settled {
  readonly origins: Map<string, Origin> = new Map();
  readonly #values = new Map<string, Json>();

  constructor(layers: readonly Layer[]) {
    for (const { table, key } of SETTINGS) {
      const name = `${table}.${key}`;
      const found = layers.map((layer) => layer.values.get(name)).find((entry) => entry !== undefined);
      this.origins.set(name, found?.origin ?? { kind: "default" });
      if (found !== undefined) this.#values.set(name, found.value);
    }
  }

  origin(name: string): Origin {
    return this.origins.get(name) ?? { kind: "default" };
  }

  one<Value>(
    name: string,
    schema: { safeParse(value: unknown): { data?: Value | undefined } },
    fallback: Value,
  ): Value {
    const value = this.#values.get(name);
    return value === undefined ? fallback : (schema.safeParse(value).data ?? fallback);
  }

  maybe<Value>(
    name: string,
    schema: { safeParse(value: unknown): { data?: Value | undefined } },
  ): Value | undefined {
    return this.one<Value | undefined>(name, schema, undefined);
  }

  list(name: string): readonly string[] | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
  }
}
