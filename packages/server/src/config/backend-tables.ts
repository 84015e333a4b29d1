import { isObject, type JsonObject, own } from "@vibedeck/core";
import { describeIssue, kindOf } from "./describe-issue.ts";
import { type ConfigProblem, didYouMean } from "./problem.ts";
import { BACKEND_ID, backendSchema, RESERVED_TABLES, serveSchema } from "./schema.ts";
import type { TomlFile } from "./toml-file.ts";

/** A backend that is to run, as the configuration names it. */
export interface BackendEntry {
  readonly id: string;
  /** The package or file that the table names; absent: the id is tried as a name. */
  readonly use?: string;
  readonly onFailure: "continue" | "abort";
  /** The rest of the table, for the plugin's own schema. */
  readonly options: JsonObject;
}

/** The backends of a configuration, and what is wrong with their tables. */
export interface BackendTables {
  readonly entries: readonly BackendEntry[];
  readonly problems: readonly ConfigProblem[];
}

/** The backend that needs no table and no naming. */
export const DEFAULT_BACKEND = "claude-code";

/**
 * Finds the table of each backend that is to run, and complains about tables that belong to none.
 * @param ids the backends that are to run; others may have tables too when the file or `use` says that they are backends.
 */
export function backendTables(ids: readonly string[], file: TomlFile | undefined): BackendTables {
  const problems: ConfigProblem[] = [];
  if (file === undefined) return { entries: ids.map((id) => entryOf(id, {})), problems };
  const known = [...ids, ...namedInFile(file), DEFAULT_BACKEND];
  for (const name of Object.keys(file.table)) {
    if (!RESERVED_TABLES.includes(name)) problems.push(...tableProblems(name, file, known));
  }
  const entries = ids.map((id) => {
    const table = own(file.table, id);
    return entryOf(id, isObject(table) ? table : {});
  });
  return { entries, problems };
}

function entryOf(id: string, table: JsonObject): BackendEntry {
  const { use, on_failure: onFailure } = backendSchema.safeParse(table).data ?? {};
  const options: JsonObject = Object.fromEntries(
    Object.entries(table).filter(([key]) => !Object.hasOwn(backendSchema.shape, key)),
  );
  return { id, ...(use === undefined ? {} : { use }), onFailure: onFailure ?? "continue", options };
}

function tableProblems(name: string, file: TomlFile, known: readonly string[]): readonly ConfigProblem[] {
  const table = own(file.table, name);
  const where = file.where([name]);
  if (!isObject(table)) return [{ where, text: strayKey(name, known, kindOf(table)) }];
  if (!known.includes(name) && !Object.hasOwn(table, "use"))
    return [{ where, text: strayTable(name, known) }];
  if (!BACKEND_ID.test(name)) {
    return [{ where, text: `[${name}] cannot be a backend: use lower-case letters, digits and hyphens.` }];
  }
  return (backendSchema.safeParse(table).error?.issues ?? []).map((issue) => {
    const key = String(issue.path[0]);
    return { where: file.where([name, key]), text: `"${key}" ${describeIssue(issue, table)}.` };
  });
}

function strayTable(name: string, known: readonly string[]): string {
  const meant = didYouMean(name, [...RESERVED_TABLES, ...known]);
  const start = `Unknown table [${name}]`;
  if (meant !== undefined) return `${start}, did you mean [${meant}]?`;
  return `${start}; to make it a backend's, name it in \`backend\` under [serve].`;
}

function strayKey(name: string, known: readonly string[], kind: string): string {
  if (known.includes(name)) return `"${name}" must be a table, not ${kind}.`;
  if (Object.hasOwn(serveSchema.shape, name))
    return `Unknown key "${name}" outside of a table, did you mean it under [serve]?`;
  return `Unknown key ${JSON.stringify(name)} outside of a table.`;
}

function namedInFile(file: TomlFile): readonly string[] {
  const serve = own(file.table, "serve");
  const named = isObject(serve) ? own(serve, "backend") : undefined;
  return (Array.isArray(named) ? named : [named]).filter((id) => typeof id === "string");
}
