/**
 * What a source tells, until it ends. Once `exit` settled it counts as ended as soon as it is quiet for some
 * milliseconds: a pipe may stay open for ever although nobody is left at its other end.
 */
export async function* untilQuiet<T>(
  source: AsyncIterable<T>,
  exit: Promise<unknown>,
  quietMs: number,
): AsyncIterable<T> {
  const values = source[Symbol.asyncIterator]();
  let quiet: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let exited = false;
  const watch = (): void => {
    clearTimeout(timer);
    if (exited && quiet !== undefined) timer = setTimeout(quiet, quietMs);
  };
  const onExit = (): void => {
    exited = true;
    watch();
  };
  exit.then(onExit, onExit);
  try {
    for (;;) {
      const silence = new Promise<undefined>((resolve) => {
        quiet = () => resolve(undefined);
      });
      watch();
      const next = await Promise.race([values.next(), silence]);
      quiet = undefined;
      clearTimeout(timer);
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    // Not waited for: a source that never tells anything more never ends either.
    void Promise.resolve(values.return?.()).catch(() => {
      // What it fails with after its end matters to nobody.
    });
  }
}
