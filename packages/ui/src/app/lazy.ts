const coming = new Map<string, Promise<unknown>>();

/** Loads a part of the page once; after a failure it is tried again when it is wanted again. */
export function load(part: string, importer: () => Promise<unknown>): void {
  if (coming.has(part)) return;
  coming.set(
    part,
    importer().catch(() => coming.delete(part)),
  );
}
