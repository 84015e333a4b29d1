import { ApiError } from "../app/http.ts";
import { backoff } from "../stream/backoff.ts";

/** What {@link deliver} works with. */
export interface Delivery<Receipt> {
  /** Hands the message over, with the same id each time. */
  readonly post: (signal: AbortSignal) => Promise<Receipt>;
  /** Aborts when the reader does not want to wait any longer. */
  readonly signal: AbortSignal;
  /** Told before each wait: how many times it was tried. */
  readonly waiting: (tries: number) => void;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How often it is tried before the reader is asked; with the waits in between a minute. */
export const MAX_TRIES = 8;
/** An answer that takes longer than this, in milliseconds, will not come. */
const ANSWER_MS = 120_000;

/**
 * Hands a message to the server until it acknowledges it. Only where nobody can know whether it arrived is it tried
 * again: the server knows the message by its id and takes it once.
 * @throws `ApiError` with the server's refusal, or with `OFFLINE` when all tries failed or the reader gave up.
 */
export async function deliver<Receipt>(delivery: Delivery<Receipt>): Promise<Receipt> {
  const { post, signal, waiting, wait = pause } = delivery;
  for (let tries = 1; ; tries += 1) {
    try {
      return await post(AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]));
    } catch (error) {
      if (signal.aborted) throw gaveUp();
      if (!unanswered(error) || tries >= MAX_TRIES) throw error;
    }
    waiting(tries);
    await wait(backoff(tries - 1, Math.random()), signal);
    if (signal.aborted) throw gaveUp();
  }
}

/** Whether nobody can know if the server took the message: no answer, or one of a proxy in between. */
export function unanswered(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || (error.code === "INTERNAL" && [502, 503, 504].includes(error.status));
}

function gaveUp(): ApiError {
  return new ApiError("OFFLINE", 0, "Not sent: the server did not answer.");
}

/** Waits, shorter when the network comes back or the reader gives up. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
