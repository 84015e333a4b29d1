import { VibeDeckError } from "@vibedeck/core";

/**
 * Waits for what an authenticator does, but not for ever: its provider may say nothing at all.
 * @throws `VibeDeckError` `PROVIDER_FAILED` after `ms` milliseconds.
 */
export async function within<Value>(ms: number, work: () => Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new VibeDeckError("PROVIDER_FAILED", `The sign-in provider took longer than ${ms} ms.`));
    }, ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
