/** An error that nobody foresaw, for the log: where it came from, without its words, which may quote what was said. */
export function traceOf(error: unknown): { readonly error: string; readonly trace?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const trace = error.stack
    ?.split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
  return { error: error.name, ...(trace === undefined ? {} : { trace }) };
}
