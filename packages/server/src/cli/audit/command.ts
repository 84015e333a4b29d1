import { type Command, InvalidArgumentError, Option } from "commander";
import { addStateFlags } from "../flags.ts";
import type { Action } from "../run.ts";
import type { Terminal } from "../terminal.ts";
import { AUDIT_ACTS } from "./acts.ts";
import { sinceOf } from "./since.ts";

/** Lines that are printed at most, however many are asked for. */
const MAX_LIMIT = 1_000_000;

const EXAMPLES = `
Examples:
  vibedeck audit --since 7d
  vibedeck audit --user ann --act send
  vibedeck audit --act refused --json

The newest come last. Times are UTC. What is done here is done by "operator".`;

/** Describes `vibedeck audit`. */
export function auditCommand(audit: Command, terminal: Terminal, action: Action): void {
  addStateFlags(audit)
    .option("--user <name>", "only what this user did, by user id or the value of the id claim")
    .addOption(new Option("--act <act>", "only such acts").choices(AUDIT_ACTS))
    .option("--since <when>", "only since a day (2026-01-31), or so long ago (12h, 7d)", since)
    .option("--limit <number>", "the newest so many (default 200)", limit)
    .option("--json", "one JSON object a line")
    .addHelpText("after", EXAMPLES)
    .action(action(async (flags) => (await import("./print-audit.ts")).printAudit(flags, terminal)));
}

function since(text: string): number {
  const at = sinceOf(text, Date.now());
  if (at === undefined)
    throw new InvalidArgumentError("Write 2026-01-31, 2026-01-31T14:05Z, 90m, 12h or 7d.");
  return at;
}

function limit(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MAX_LIMIT)
    throw new InvalidArgumentError(`Write a number from 1 to ${MAX_LIMIT}.`);
  return count;
}
