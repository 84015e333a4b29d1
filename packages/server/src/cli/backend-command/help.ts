import type { MountedVerb } from "@vibedeck/core/host";
import { plainText } from "../terminal.ts";
import type { FoundCommand } from "./find-command.ts";

/** What can be done with a backend's command, and with what flags. @param grammar the help of its flags. */
export function commandHelp({ mounted: { backend }, command }: FoundCommand, grammar: string): string {
  const names = command.verbs.map(usageOf);
  const width = Math.max(0, ...names.map((name) => name.length));
  const verbs = command.verbs.map(
    ({ summary }, index) => `  ${(names[index] ?? "").padEnd(width)}  ${summary}`,
  );
  const lines = [
    `Usage: vibedeck ${command.name} [options] VERB ...`,
    "",
    `${command.summary} (of backend ${JSON.stringify(backend.id)})`,
    "",
    "Verbs:",
    ...verbs,
    "",
    grammar.slice(Math.max(0, grammar.indexOf("Options:"))).trimEnd(),
    "",
    `What stands behind the verb is the verb's: flags of VibeDeck come before it.`,
  ];
  return plainText(`${lines.join("\n")}\n`);
}

/** How one verb is used. */
export function verbHelp({ command }: FoundCommand, verb: MountedVerb): string {
  return plainText(`Usage: vibedeck ${command.name} [options] ${usageOf(verb)}\n\n${verb.summary}\n`);
}

function usageOf({ name, takes }: MountedVerb): string {
  return takes === undefined ? name : `${name} ${takes}`;
}
