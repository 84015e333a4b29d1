const SIGNALS = ["SIGINT", "SIGTERM"] as const;

type SignalName = (typeof SIGNALS)[number];

/** What of a process is needed here. */
export interface SignalledProcess {
  readonly pid: number;
  on(name: SignalName, listener: () => void): unknown;
  off(name: SignalName, listener: () => void): unknown;
  kill(pid: number, name: SignalName): unknown;
}

/**
 * Does some work that leaves something behind when the process just ends. Ctrl-C aborts the signal that the work is
 * given; once the work is done it is passed on, and ends the process as it would have.
 */
export async function withInterrupts<Result>(
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
  process: SignalledProcess = globalThis.process,
): Promise<Result> {
  const stop = new AbortController();
  const came = new Set<SignalName>();
  const listeners = SIGNALS.map((name) => ({
    name,
    listener: (): void => {
      came.add(name);
      stop.abort(new Error("interrupted"));
    },
  }));
  for (const { name, listener } of listeners) process.on(name, listener);
  try {
    return await work(AbortSignal.any([outer, stop.signal]));
  } finally {
    for (const { name, listener } of listeners) process.off(name, listener);
    for (const name of came) process.kill(process.pid, name);
  }
}
