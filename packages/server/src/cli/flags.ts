import type { Command } from "commander";
import type { Flags } from "../config/load-config.ts";

interface FlagText {
  readonly spelling: string;
  readonly text: string;
  /** The only command that has it; absent: all have it. */
  readonly only?: string;
}

const FLAG_TEXTS: readonly FlagText[] = [
  {
    spelling: "--config <file>",
    text: "configuration (else ./vibedeck.toml, else ~/.config/vibedeck/config.toml)",
  },
  { spelling: "--host <address>", text: "address to listen on (default 127.0.0.1)" },
  { spelling: "--port <number>", text: "port to listen on, 0 for a free one (default 3210)" },
  { spelling: "--open", text: "open the browser (default: when started by hand on this machine)" },
  { spelling: "--no-open", text: "do not open the browser" },
  { spelling: "--demo", text: "show invented sessions instead of yours", only: "serve" },
  { spelling: "--backend <names>", text: "backends to run, separated by commas (default claude-code)" },
  { spelling: "--state-dir <folder>", text: "folder for the index, titles and pins" },
  { spelling: "--log-level <level>", text: "debug, info, warn, error or silent (default info)" },
  { spelling: "--read-only", text: "show sessions, and send nothing into them", only: "serve" },
  { spelling: "--insecure-no-auth", text: "listen beyond this machine although nobody has to sign in" },
];

/** Gives a command the flags that it takes. */
export function addFlags(command: Command, name: string): Command {
  for (const { spelling, text, only } of FLAG_TEXTS) {
    if (only === undefined || only === name) command.option(spelling, text);
  }
  return command;
}

/** What commander made of a command line, by flag as it is spelled: `--state-dir`. */
export function flagsOf(options: object): Flags {
  const flags = new Map<string, string>();
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined)
      flags.set(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, String(value));
  }
  return flags;
}
