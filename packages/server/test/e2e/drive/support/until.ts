/** Longer than anything here takes on a busy machine; shorter than a test. */
const LIMIT_MS = 30_000;

/**
 * Resolves once `holds` is true; looked at again whenever one of the set is called.
 * @param what Says in an error what was waited for, and what was seen instead.
 */
export function until(holds: () => boolean, checks: Set<() => void>, what: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      checks.delete(check);
      settle();
    };
    const check = (): void => {
      if (holds()) end(resolve);
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(`waited for ${LIMIT_MS / 1_000} s until ${what()}`))),
      LIMIT_MS,
    );
    checks.add(check);
    check();
  });
}
