import { type CommandTerminal, type CommandVerb, VibeDeckError } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import type { BuildRequest, CommandSources } from "./sources.ts";
import { readWords, refuseNames, type Words } from "./words.ts";

const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.-]{1,40})?$/;
const TAG = /^[a-z0-9][a-z0-9._/:-]{0,127}$/;

/** `vibedeck sandbox build`. */
export function buildVerb(sources: CommandSources): CommandVerb<IsolationConfig> {
  return {
    name: "build",
    takes: "[--tag NAME:TAG] [--claude-code VERSION]",
    summary: "Build the image that sandboxes are made of. The engine fetches what it needs for that.",
    run: async ({ config }, args, terminal) => {
      const words = readWords(args, { tag: "text", "claude-code": "text" });
      refuseNames(words);
      const request = requestOf(words, config.sandbox.image);
      const steps = new Steps(terminal, performance.now());
      try {
        await sources.builder(config).build(request, { signal: terminal.signal, line: steps.line });
      } catch (error) {
        // What was written on the way explains it; which step it was is easily lost in there.
        if (steps.last !== undefined) terminal.err(`It failed in: ${steps.last}\n`);
        throw error;
      }
      terminal.out(nextText(request, config.sandbox.image));
      return 0;
    },
  };
}

function requestOf({ options }: Words, configured: string): BuildRequest {
  const tag = options.get("tag") ?? configured;
  if (typeof tag !== "string" || !TAG.test(tag) || tag.startsWith("sha256:")) {
    throw new VibeDeckError("BAD_REQUEST", `${JSON.stringify(tag)} is no name that an image can be given.`, {
      hint: "vibedeck sandbox build --tag vibedeck-sandbox:latest",
    });
  }
  const claudeCode = options.get("claude-code");
  if (claudeCode === undefined) return { tag };
  if (typeof claudeCode !== "string" || !VERSION.test(claudeCode)) {
    throw new VibeDeckError(
      "BAD_REQUEST",
      `${JSON.stringify(claudeCode)} is no exact version of Claude Code.`,
      {
        hint: "Name one in full, as `npm view @anthropic-ai/claude-code version` shows it.",
      },
    );
  }
  return { tag, claudeCode };
}

/** Passes the output on; a person at a terminal is told with each step how long it has taken so far. */
class Steps {
  readonly #terminal: CommandTerminal;
  readonly #begun: number;
  /** The last step that began. */
  last: string | undefined;

  constructor(terminal: CommandTerminal, begun: number) {
    this.#terminal = terminal;
    this.#begun = begun;
  }

  readonly line = (text: string): void => {
    const isStep = /^Step \d+\/\d+ : /.test(text);
    if (isStep) this.last = text;
    const seconds = Math.round((performance.now() - this.#begun) / 1_000);
    const after = isStep && this.#terminal.interactive ? `  (after ${seconds} s)` : "";
    this.#terminal.out(`${text}${after}\n`);
  };
}

function nextText({ tag }: BuildRequest, configured: string): string {
  const lines = [`\nBuilt ${tag}.`];
  if (tag !== configured) lines.push(`To use it: docker_image = "${tag}" in the table of the backend.`);
  lines.push("Sandboxes that exist are made anew with their user's next message, once nothing runs in them.");
  lines.push("Next: vibedeck doctor");
  return `${lines.join("\n")}\n`;
}
