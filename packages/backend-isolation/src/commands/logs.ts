import { type CommandVerb, VibeDeckError } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import { findOurs, nameOf } from "./find-sandbox.ts";
import type { CommandSources } from "./sources.ts";
import { needNames, readWords } from "./words.ts";

const MAX_BYTES = 65_536;

/** `vibedeck sandbox logs`. */
export function logsVerb(sources: CommandSources): CommandVerb<IsolationConfig> {
  return {
    name: "logs",
    takes: "USER",
    summary: "Print the last lines of a sandbox's main process. What agents say is in their sessions.",
    run: async (context, args, { out, err }) => {
      const [name = "", ...more] = needNames(readWords(args));
      if (more.length > 0) {
        throw new VibeDeckError("BAD_REQUEST", "Several users are named.", { hint: "Name just one." });
      }
      const sandboxes = sources.sandboxes(context);
      const { owner } = findOurs(await sandboxes.list(), name);
      const text = await sandboxes.logs(owner, MAX_BYTES);
      if (text === "") err(`The sandbox of ${nameOf(owner)} has written nothing.\n`);
      else out(text.endsWith("\n") ? text : `${text}\n`);
      return 0;
    },
  };
}
