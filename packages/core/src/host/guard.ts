import { isVibeDeckError, VibeDeckError } from "../errors.ts";

/**
 * Calls into foreign code: bounded in time, and every failure says whose it is. A busy loop cannot be stopped.
 * @param owner whose code it is, at the start of the message: `Backend "aider"`.
 * @param operation what is asked of it, as a verb: `check`, `load`.
 * @param ms the limit in milliseconds.
 * @throws `VibeDeckError` `PLUGIN_TIMEOUT` when it takes longer, `PLUGIN_CALL` (with `cause`) for whatever it throws;
 *   a `VibeDeckError` of its own comes through as it is.
 */
export async function guard<T>(
  owner: string,
  operation: string,
  ms: number,
  call: () => T | PromiseLike<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeout(owner, operation, ms)), ms);
  });
  try {
    return await Promise.race([settle(call), limit]);
  } catch (error) {
    throw isVibeDeckError(error) ? error : wrap(owner, operation, error);
  } finally {
    clearTimeout(timer);
  }
}

/** The text of anything thrown, without a stack. Total: foreign code may throw anything. */
export function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message || error.name : String(error);
  } catch {
    // A value whose conversion throws too says nothing more.
    return "something that cannot be shown";
  }
}

async function settle<T>(call: () => T | PromiseLike<T>): Promise<T> {
  return call();
}

function timeout(owner: string, operation: string, ms: number): VibeDeckError {
  return new VibeDeckError(
    "PLUGIN_TIMEOUT",
    `${owner} did not finish "${operation}" within ${ms / 1000} s.`,
    {
      hint: "It may be waiting for a file, a network or a program that does not answer.",
    },
  );
}

function wrap(owner: string, operation: string, cause: unknown): VibeDeckError {
  return new VibeDeckError("PLUGIN_CALL", `${owner} failed in "${operation}": ${reasonOf(cause)}`, { cause });
}
