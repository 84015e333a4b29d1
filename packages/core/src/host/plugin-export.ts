import { isObject } from "../json.ts";

/**
 * The default export of a plugin's module, unchecked; `undefined` when there is none. Modules that were compiled to
 * CommonJS have it one level deeper.
 * @param module what `import()` gave.
 */
export function pluginExport(module: object): unknown {
  const outer: unknown = "default" in module ? module.default : undefined;
  if (!isObject(outer) || Object.hasOwn(outer, "type") || !Object.hasOwn(outer, "default")) return outer;
  return outer["default"];
}
