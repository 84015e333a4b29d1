/** The value of a parameter that a query has exactly once. */
export function onlyParam(query: string, name: string): string | undefined {
  const [only, ...more] = new URLSearchParams(query).getAll(name);
  return more.length === 0 ? only : undefined;
}
