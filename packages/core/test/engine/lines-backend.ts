import { readFileSync } from "node:fs";
import {
  type BackendPlugin,
  defineBackend,
  isObject,
  type Message,
  own,
  type RawEntry,
  type Root,
  type SessionFacts,
  viewOnlyCli,
} from "@vibedeck/core";
import { type MountedBackend, mountBackend } from "@vibedeck/core/host";
import { createJsonlTailer } from "@vibedeck/core/jsonl";
import { silentLogger } from "../../src/logger.ts";

/** What a line of the invented tool holds. */
export interface Line {
  readonly id: string;
  readonly text?: string;
  readonly at?: number;
  readonly model?: string;
  /** Output tokens; a dollar each. */
  readonly out?: number;
  /** Identity of the request; default the id. */
  readonly request?: string;
  readonly parent?: string;
  readonly inherited?: boolean;
  readonly state?: "working" | "idle";
}

interface State {
  lines: number;
  title: string;
  first: number;
  last: number;
  parent: string;
  activity: "working" | "idle";
}

/** What may differ from the plain tool. */
export interface LinesChanges {
  readonly version?: number;
  readonly fail?: string;
  /** The set of roots that discovery names next. */
  readonly later?: Promise<readonly Root[]>;
}

/** A small invented tool: one JSON object a line, `<project>/<id>.jsonl`, sub-agents as `<project>/agent-<id>.jsonl`. */
export function linesPlugin(roots: readonly Root[], changes: LinesChanges = {}): BackendPlugin<object> {
  return defineBackend<object>({
    name: "lines",
    title: "Lines",
    config: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: {} }) } },
    parts: {
      discovery: () => ({
        async *roots() {
          yield roots;
          if (changes.later !== undefined) yield await changes.later;
        },
        identify: (_root, path) => {
          const [, group, agent, id] = /^([^/]+)\/(agent-)?([\w-]+)\.jsonl$/.exec(path) ?? [];
          if (group === undefined || id === undefined) return undefined;
          return { id, group, kind: agent === undefined ? "session" : "subagent" };
        },
      }),
      tailer: () => createJsonlTailer(),
      renderer: () => ({
        version: changes.version ?? 1,
        messages: (entry) => messages(entry, changes.fail),
        start: () =>
          ({ lines: 0, title: "", first: 0, last: 0, parent: "", activity: "idle" }) satisfies State,
        reduce: (state, entry) => reduce(state as State, entry),
        facts: (state) => facts(state as State),
      }),
      pricing: () => ({
        version: "1",
        usage: (entry) => {
          const out = field(entry, "out");
          if (typeof out !== "number") return undefined;
          const request = text(entry, "request") || text(entry, "id");
          return {
            id: request,
            scope: request.startsWith("local") ? "session" : "global",
            model: text(entry, "model") || "m1",
            tokens: { input: 0, output: out, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 },
            inherited: field(entry, "inherited") === true,
          };
        },
        price: (usage) => (usage.model === "unknown" ? undefined : usage.tokens.output),
      }),
      cli: () => viewOnlyCli("lines"),
    },
  });
}

/** The same, mounted. */
export function linesBackend(roots: readonly Root[], changes: LinesChanges = {}): MountedBackend {
  return mountBackend(linesPlugin(roots, changes), { id: "lines", config: {}, logger: silentLogger }).mounted;
}

/** Lines as the tool writes them. */
export function written(...lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** The ids in a file, in order: what a reader must end up with. */
export function idsIn(path: string): string[] {
  const complete = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return complete.map((line) => (JSON.parse(line) as Line).id);
}

function field(entry: RawEntry, name: string): unknown {
  return isObject(entry.value) ? own(entry.value, name) : undefined;
}

function text(entry: RawEntry, name: string): string {
  const value = field(entry, name);
  return typeof value === "string" ? value : "";
}

function messages(entry: RawEntry, fail: string | undefined): Message[] {
  const id = text(entry, "id") || `x${entry.offset}`;
  if (id === fail) throw new Error("cannot render this");
  return [{ id, role: "assistant", blocks: [{ type: "text", text: text(entry, "text"), format: "plain" }] }];
}

function reduce(state: State, entry: RawEntry): State {
  const at = field(entry, "at");
  state.lines++;
  state.title ||= text(entry, "text");
  state.parent ||= text(entry, "parent");
  if (typeof at === "number") {
    state.first ||= at;
    state.last = at;
  }
  state.activity = field(entry, "state") === "working" ? "working" : "idle";
  return state;
}

function facts(state: State): SessionFacts {
  return {
    ...(state.title === "" ? {} : { title: state.title, titleSource: "prompt" }),
    ...(state.parent === "" ? {} : { parentId: state.parent }),
    ...(state.last === 0 ? {} : { firstMessageAt: state.first, lastMessageAt: state.last }),
    activity: {
      state: state.activity,
      ...(state.activity === "working"
        ? { later: [{ afterMs: 60_000, state: "idle", reason: "stopped" }] }
        : {}),
    },
    counts: {
      lines: state.lines,
      prompts: 0,
      replies: 0,
      toolCalls: 0,
      toolErrors: 0,
      bad: 0,
      unknown: 0,
      compactions: 0,
    },
  };
}
