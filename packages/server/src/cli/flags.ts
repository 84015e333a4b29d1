import type { Command } from "commander";
import type { Flags } from "../config/load-config.ts";

interface FlagText {
  readonly spelling: string;
  readonly text: string;
  /** The only command that has it; absent: all that look at the sessions of this machine have it. */
  readonly only?: string;
  /** Commands that only look at the state directory have it too. */
  readonly state?: true;
}

const FLAG_TEXTS: readonly FlagText[] = [
  {
    spelling: "--config <file>",
    text: "configuration (else ./vibedeck.toml, else ~/.config/vibedeck/config.toml)",
    state: true,
  },
  { spelling: "--host <address>", text: "address to listen on (default 127.0.0.1)" },
  { spelling: "--port <number>", text: "port to listen on, 0 for a free one (default 3210)" },
  { spelling: "--open", text: "open the browser (default: when started by hand on this machine)" },
  { spelling: "--no-open", text: "do not open the browser" },
  { spelling: "--demo", text: "show invented sessions instead of yours", only: "serve" },
  { spelling: "--backend <names>", text: "backends to run, separated by commas (default claude-code)" },
  { spelling: "--state-dir <folder>", text: "folder for the index, titles and pins", state: true },
  {
    spelling: "--log-level <level>",
    text: "debug, info, warn, error or silent (default info)",
    state: true,
  },
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

/** Gives a command that works on the state directory, and on nothing else, the flags that say where it is. */
export function addStateFlags(command: Command): Command {
  for (const { spelling, text, state } of FLAG_TEXTS) {
    if (state === true) command.option(spelling, text);
  }
  return command;
}

/** Gives a command of a backend the flags that say how the backends are configured. */
export function addPluginFlags(command: Command): Command {
  for (const { spelling, text, state } of FLAG_TEXTS) {
    if (state === true || spelling.startsWith("--backend ")) command.option(spelling, text);
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
