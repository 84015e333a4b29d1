/** Work never takes more than this part of the time: what takes long is done less often. */
const SHARE = 1 / 20;

/**
 * Runs something again and again, one run after the other, with at least `everyMs` in between.
 * @returns how to stop.
 */
export function repeat(everyMs: number, run: () => Promise<void> | void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const arm = (afterMs: number): void => {
    if (!stopped) timer = setTimeout(() => void once(), afterMs).unref();
  };
  const once = async (): Promise<void> => {
    const started = performance.now();
    await run();
    arm(Math.max(everyMs, (performance.now() - started) / SHARE));
  };
  arm(everyMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
