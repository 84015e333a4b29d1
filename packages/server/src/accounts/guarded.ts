import { type Logger, VibeDeckError } from "@vibedeck/core";

/** Runs what talks to the database, and turns what goes wrong there into an answer that blames nobody else. */
export type Guarded = <Result>(work: () => Result) => Result;

/** A {@link Guarded} that throws `UNAVAILABLE`, so that nobody is signed out by it, and logs what went wrong. */
export function guardedBy(logger: Logger): Guarded {
  return (work) => {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof VibeDeckError) throw cause;
      logger.error({ err: cause }, "What is kept about people cannot be read or written");
      throw new VibeDeckError("UNAVAILABLE", "Sign-ins cannot be looked up at the moment.", {
        hint: "Try again in a moment. The operator should look at the server's log.",
        cause,
      });
    }
  };
}
