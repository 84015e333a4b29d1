import { VibeDeckError } from "@vibedeck/core";
import type { Accounts } from "../../../src/accounts/accounts.ts";

/** How often what is broken was asked, and who waits for that. */
export interface Broken {
  is: boolean;
  /** The method after which it breaks. */
  after?: string;
  asked?: number;
  onAsked?: () => void;
}

/** Resolves when what is broken was asked so often. */
export function asked(broken: Broken, times: number): Promise<void> {
  return new Promise((resolve) => {
    broken.onAsked = () => {
      if ((broken.asked ?? 0) >= times) resolve();
    };
  });
}

/** Accounts whose sessions do not answer to some methods while they are broken. */
export function breakable(accounts: Accounts, broken: Broken, methods: readonly string[]): Accounts {
  const sessions = new Proxy(accounts.sessions, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: readonly unknown[]): unknown => {
        if (broken.is && methods.includes(String(name))) {
          broken.asked = (broken.asked ?? 0) + 1;
          broken.onAsked?.();
          throw new VibeDeckError("UNAVAILABLE", "Sign-ins cannot be looked up at the moment.");
        }
        const result: unknown = Reflect.apply(value, target, args);
        if (String(name) === broken.after) broken.is = true;
        return result;
      };
    },
  });
  return { ...accounts, sessions };
}
