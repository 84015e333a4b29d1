import type { RootWatcherOptions } from "./root-watcher.ts";

/** A fault in a plugin's or the consumer's function must not end the walk, let alone the process. */
export function guarded(options: RootWatcherOptions): RootWatcherOptions {
  const guard =
    <Args extends unknown[], Result>(run: (...args: Args) => Result, otherwise: Result) =>
    (...args: Args): Result => {
      try {
        return run(...args);
      } catch (error) {
        options.logger.error({ err: error }, "A callback of a watcher failed");
        return otherwise;
      }
    };
  return {
    ...options,
    enter: guard(options.enter ?? (() => true), false),
    accept: guard(options.accept, false),
    onFile: guard(options.onFile, undefined),
    onGone: guard(options.onGone, undefined),
    onNotice: guard(options.onNotice ?? (() => {}), undefined),
    onNoticeCleared: guard(options.onNoticeCleared ?? (() => {}), undefined),
  };
}
