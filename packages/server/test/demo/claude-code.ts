import { claudeCode } from "@vibedeck/backend-claude-code";
import {
  type JsonObject,
  type Message,
  type RawEntry,
  type SessionFacts,
  silentLogger,
  type UsageRecord,
} from "@vibedeck/core";

const context = {
  config: { dirs: [], prices: {}, permissionModes: [], models: [], env: {} },
  logger: silentLogger,
  signal: new AbortController().signal,
  part: () => {
    throw new Error("no part needs another one");
  },
};
const discovery = claudeCode.parts.discovery(context);
const renderer = claudeCode.parts.renderer(context);
const pricing = claudeCode.parts.pricing(context);

/** What Claude Code's backend makes of a transcript. */
export interface ReadTranscript {
  readonly facts: SessionFacts;
  readonly messages: readonly Message[];
  readonly usages: readonly { readonly usage: UsageRecord; readonly usd: number | undefined }[];
}

/** Reads the lines of one transcript as the engine would. */
export function readTranscript(file: string, lines: readonly JsonObject[]): ReadTranscript {
  const ref = discovery.identify({ path: "/", owner: "local", trusted: true }, file);
  if (ref === undefined) throw new Error(`${file} is no transcript`);
  const entries = lines.map((value, index): RawEntry => ({ offset: index, bytes: 1, value }));
  const state = entries.reduce((so_far, entry) => renderer.reduce(so_far, entry), renderer.start(ref));
  return {
    facts: renderer.facts(state),
    messages: entries.flatMap((entry) => renderer.messages(entry)),
    usages: entries.flatMap((entry) => {
      const usage = pricing.usage(entry);
      return usage === undefined ? [] : { usage, usd: pricing.price(usage) };
    }),
  };
}

/** What would be shown raw, with the reason. */
export function rawReasons(messages: readonly Message[]): readonly string[] {
  return messages.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.type === "raw" ? block.reason : [])),
  );
}
