import { type ConfigSchema, isObject } from "@vibedeck/core";

/** The keys of a schema that can describe itself as JSON Schema, or lists its entries; else none. */
export function knownKeys(schema: ConfigSchema<unknown>): readonly string[] {
  try {
    const standard: object = schema["~standard"];
    const converter: unknown = "jsonSchema" in standard ? standard.jsonSchema : undefined;
    const input: unknown =
      typeof converter === "object" && converter !== null ? Reflect.get(converter, "input") : undefined;
    const described: unknown =
      typeof input === "function" ? input.call(converter, { target: "draft-2020-12" }) : undefined;
    const properties = isObject(described) ? described["properties"] : undefined;
    const listed: unknown = properties ?? ("entries" in schema ? schema.entries : undefined);
    return isObject(listed) ? Object.keys(listed) : [];
  } catch {
    // Not every schema can be written as JSON Schema; suggestions are then left out.
    return [];
  }
}
