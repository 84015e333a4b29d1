import { inspect } from "node:util";
import { isVibeDeckError } from "@vibedeck/core";
import { reasonOf } from "@vibedeck/core/host";
import { plainText, type Terminal } from "./terminal.ts";

/** Tells people what went wrong: what happened, what to do, and the code to look up. The stack only on request. */
export function reportError(error: unknown, { stderr }: Pick<Terminal, "stderr">, withStack: boolean): void {
  const lines = isVibeDeckError(error)
    ? [
        error.message,
        ...(error.hint === undefined ? [] : [`  ${error.hint}`]),
        `  (${error.code}, see docs/errors.md)`,
      ]
    : [
        `Something in VibeDeck failed: ${reasonOf(error)}`,
        ...(withStack ? [] : ["  --log-level debug shows where."]),
      ];
  if (withStack) lines.push(inspect(error));
  stderr.write(`${plainText(lines.join("\n"))}\n`);
}
