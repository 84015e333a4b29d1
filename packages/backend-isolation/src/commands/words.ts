import { parseArgs } from "node:util";
import { VibeDeckError } from "@vibedeck/core";

/** What followed a verb. */
export interface Words {
  readonly names: readonly string[];
  /** The options that were given; a flag has the value `true`. */
  readonly options: ReadonlyMap<string, string | true>;
}

/**
 * Reads what followed a verb.
 * @param known options by name, without the hyphens.
 * @throws `VibeDeckError` `BAD_REQUEST` for an option that is not known or lacks its value.
 */
export function readWords(
  args: readonly string[],
  known: { readonly [name: string]: "flag" | "text" } = {},
): Words {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, kind]) => [
      name,
      { type: kind === "flag" ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const given = Object.entries(values).flatMap(([name, value]) =>
      typeof value === "string" || value === true ? [[name, value] as const] : [],
    );
    return { names: positionals, options: new Map(given) };
  } catch (cause) {
    const names = Object.keys(known).map((name) => `--${name}`);
    throw new VibeDeckError("BAD_REQUEST", firstSentence(cause), {
      hint: names.length === 0 ? "It has no options." : `Known are ${names.join(" and ")}.`,
      cause,
    });
  }
}

/** @throws `VibeDeckError` `BAD_REQUEST` when something followed that is not looked at. */
export function refuseNames({ names }: Words): void {
  const [first] = names;
  if (first === undefined) return;
  throw new VibeDeckError("BAD_REQUEST", `${JSON.stringify(first.slice(0, 100))} is not looked at here.`, {
    hint: "It takes no names.",
  });
}

/** @throws `VibeDeckError` `BAD_REQUEST` when nobody is named. */
export function needNames({ names }: Words): readonly string[] {
  if (names.length > 0) return [...new Set(names)];
  throw new VibeDeckError("BAD_REQUEST", "Whose sandbox is meant is not said.", {
    hint: "Name a user as `vibedeck sandbox ls` shows them, or by the value of the id claim.",
  });
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (/^[^\n]*?[.](?=\s|$)/.exec(text)?.[0] ?? text).slice(0, 300);
}
