import type { SignalSource } from "../http/signals.ts";

/** What a shell says of a command that was ended by this signal. */
const CODES: ReadonlyMap<string, number> = new Map([
  ["SIGINT", 130],
  ["SIGTERM", 143],
]);

/** Does some work whose signal is aborted by SIGINT or SIGTERM; the second one ends the process. */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  source: SignalSource = process,
): Promise<Result> {
  const stop = new AbortController();
  const listeners = [...CODES].map(([name, code]) => ({
    name,
    listener: (): void => {
      if (stop.signal.aborted) source.exit(code);
      else stop.abort();
    },
  }));
  for (const { name, listener } of listeners) source.on(name, listener);
  try {
    return await work(stop.signal);
  } finally {
    for (const { name, listener } of listeners) source.off(name, listener);
  }
}
