import { run } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import type { Surroundings } from "../../src/config/surroundings.ts";

/** A terminal that remembers what it was told. */
export interface FakeTerminal extends Terminal {
  readonly out: string[];
  readonly err: string[];
  readonly opened: string[];
  /** Settles with the address once `serve` has said where it is. */
  readonly url: Promise<string>;
  /** Ends `serve` as a signal would. */
  stop(): void;
  /** What Ctrl-C does to a command of a backend. */
  interrupt(): void;
}

/** @param over what differs from an ordinary Node and no terminal. */
export function fakeTerminal(
  surroundings: Surroundings,
  over: Partial<Terminal> & { readonly tty?: boolean } = {},
): FakeTerminal {
  const [out, err, opened]: string[][] = [[], [], []];
  const [stopped, stop] = signal<void>();
  const [url, said] = signal<string>();
  const isTTY = over.tty ?? false;
  const interruption = new AbortController();
  return {
    ...surroundings,
    nodeVersion: "20.19.0",
    stdout: {
      isTTY,
      write: (text) => {
        out?.push(text);
        const address = /http:\/\/\S+/.exec(text)?.[0];
        if (address !== undefined) said(address);
      },
    },
    stderr: { isTTY, write: (text) => err?.push(text) },
    openBrowser: async (address) => void opened?.push(address),
    untilStopped: async ({ close }) => {
      await stopped;
      await close();
    },
    interruptible: (work) => work(interruption.signal),
    ...over,
    out: out ?? [],
    err: err ?? [],
    opened: opened ?? [],
    url,
    stop: () => stop(),
    interrupt: () => interruption.abort(),
  };
}

/** Runs a command line to its end. */
export async function runIn(
  terminal: FakeTerminal,
  ...argv: string[]
): Promise<{ code: number; out: string; err: string }> {
  const code = await run(argv, terminal);
  return { code, out: terminal.out.join(""), err: terminal.err.join("") };
}

function signal<Value>(): [Promise<Value>, (value: Value) => void] {
  let give: (value: Value) => void = () => {};
  const promise = new Promise<Value>((resolve) => {
    give = resolve;
  });
  return [promise, give];
}
