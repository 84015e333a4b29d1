import type { SandboxEvent } from "../sandbox-runtime.ts";

/** Events that wait for a reader; with more, the reader is told to look at everything. */
const MAX_WAITING = 1_000;

/** Makes an iterable of a listener, until the signal aborts. */
export async function* eventQueue(
  listen: (listener: (event: SandboxEvent) => void) => () => void,
  signal: AbortSignal,
): AsyncGenerator<SandboxEvent> {
  let waiting: SandboxEvent[] = [];
  let wake = (): void => {};
  const unlisten = listen((event) => {
    waiting.push(event);
    if (waiting.length > MAX_WAITING) waiting = [{ type: "reconnected" }];
    wake();
  });
  const stop = (): void => wake();
  signal.addEventListener("abort", stop, { once: true });
  try {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted) resolve();
        });
      }
    }
  } finally {
    unlisten();
    signal.removeEventListener("abort", stop);
  }
}
