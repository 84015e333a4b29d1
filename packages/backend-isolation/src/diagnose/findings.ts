import type { Diagnosis } from "@vibedeck/core";

/** What is as it should be. */
export function fine(text: string): Diagnosis {
  return { state: "ok", text };
}

/** What an operator should know, and can live with. */
export function warning(text: string, hint?: string): Diagnosis {
  return { state: "warning", text, ...(hint === undefined ? {} : { hint }) };
}

/** What keeps users from working, or would keep them from being safe. */
export function failure(text: string, hint?: string): Diagnosis {
  return { state: "failure", text, ...(hint === undefined ? {} : { hint }) };
}

/** The same for what was thrown: its sentence, and its hint. */
export function thrown(before: string, error: unknown): Diagnosis {
  const reason = error instanceof Error ? error.message : String(error);
  const hint = error instanceof Error && "hint" in error ? error.hint : undefined;
  return failure(`${before}${reason}`, typeof hint === "string" ? hint : undefined);
}
