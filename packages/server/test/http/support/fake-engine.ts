import {
  canSee,
  type EventStream,
  LOCAL_OWNER,
  type Scope,
  type ScopedView,
  type SessionSummary,
  type StreamItem,
  type StreamOptions,
  VibeDeckError,
} from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import { fakeDrive } from "./fake-drive.ts";

/** A stream that a test fills by hand. */
export class FakeStream implements EventStream {
  readonly options: StreamOptions;
  readonly scope: Scope;
  readonly #queue: StreamItem[] = [];
  #listener: () => void = () => {};
  closed = false;
  taken = 0;

  constructor(options: StreamOptions, scope: Scope) {
    this.options = options;
    this.scope = scope;
  }

  push(...items: readonly StreamItem[]): void {
    this.#queue.push(...items);
    const listener = this.#listener;
    this.#listener = () => {};
    listener();
  }

  take(maxBytes: number): readonly StreamItem[] {
    const items: StreamItem[] = [];
    for (let bytes = 0; bytes < maxBytes && this.#queue.length > 0; ) {
      const item = this.#queue.shift();
      if (item === undefined) break;
      bytes += item.data.length;
      items.push(item);
    }
    this.taken += items.length;
    return items;
  }

  onReady(listener: () => void): void {
    this.#listener = listener;
  }

  close(): void {
    this.closed = true;
  }
}

/** An engine with three sessions: of the local user, of alice and of bob. */
export interface FakeEngine extends Engine {
  readonly streams: FakeStream[];
  /** Names of the view's methods that were called, with their arguments. */
  readonly calls: { readonly method: string; readonly args: readonly unknown[] }[];
  ready: boolean;
  /** Thrown by the next call of a view. */
  failure: unknown;
  /** Thrown by the next opening of a stream. */
  maxStreams: number;
  /** Called whenever a stream is opened. */
  onStream: (stream: FakeStream) => void;
  raw: ReturnType<ScopedView["raw"]>;
  image: ReturnType<ScopedView["image"]>;
  title: string;
}

export const LOCAL_KEY = "localkey00000000000000";
export const ALICE_KEY = "alicekey00000000000000";
export const BOB_KEY = "bobkey0000000000000000";
export const CURSOR = "AAAAAAAAAAAAAAAA.0";

const OWNERS: ReadonlyMap<string, string> = new Map([
  [LOCAL_KEY, LOCAL_OWNER],
  [ALICE_KEY, "alice"],
  [BOB_KEY, "bob"],
]);

export function fakeEngine(): FakeEngine {
  const engine: FakeEngine = {
    streams: [],
    calls: [],
    ready: true,
    failure: undefined,
    maxStreams: 5_000,
    onStream: () => {},
    raw: { type: "user" },
    image: { mediaType: "image/png", data: new Uint8Array([1, 2, 3]) },
    title: "A title",
    start: async () => {},
    stop: async () => {},
    view: (scope) => fakeView(engine, scope),
  };
  return engine;
}

function fakeView(engine: FakeEngine, scope: Scope): ScopedView {
  const note = (method: string, ...args: readonly unknown[]): void => {
    engine.calls.push({ method, args });
    if (engine.failure !== undefined) throw engine.failure;
  };
  const visible = (key: string): boolean => canSee(scope, { owner: OWNERS.get(key) });
  const summaries = (): SessionSummary[] =>
    [...OWNERS.keys()].filter(visible).map((key) => summary(key, engine.title));
  return {
    scope,
    sessions: async (query) => {
      note("sessions", query);
      const sessions = summaries();
      return { sessions, total: sessions.length, progress: PROGRESS };
    },
    session: (key) => {
      note("session", key);
      return visible(key)
        ? { session: summary(key, engine.title), agents: [], path: "~/x.jsonl" }
        : undefined;
    },
    messages: (key, query) => {
      note("messages", key, query);
      if (!visible(key)) return undefined;
      return { messages: [MESSAGE], from: CURSOR, to: CURSOR, atStart: true, atEnd: true, size: 10 };
    },
    raw: (key, cursor) => {
      note("raw", key, cursor);
      return visible(key) ? engine.raw : undefined;
    },
    image: (key, cursor, index) => {
      note("image", key, cursor, index);
      return visible(key) ? engine.image : undefined;
    },
    patch: (key, change) => {
      note("patch", key, change);
      return visible(key) ? summary(key, change.title ?? engine.title) : undefined;
    },
    drive: fakeDrive(note, (key) => OWNERS.get(key) === scope.principal.id),
    stream: (options) => {
      note("stream", options);
      if (engine.streams.filter((stream) => !stream.closed).length >= engine.maxStreams) {
        throw new VibeDeckError("TOO_MANY_STREAMS", "Too many streams are open.");
      }
      const stream = new FakeStream(options, scope);
      engine.streams.push(stream);
      engine.onStream(stream);
      return stream;
    },
    owners: async () => [],
    progress: () => PROGRESS,
    notices: () => [{ id: "n", level: "info", text: "A notice" }],
  };
}

const PROGRESS = { done: true, files: 3, totalFiles: 3, bytes: 30, totalBytes: 30 };

const MESSAGE = {
  id: "m1",
  role: "user",
  cursor: CURSOR,
  last: CURSOR,
  at: 1,
  blocks: [{ type: "text", text: "Hello", format: "markdown" }],
} as const;

function summary(key: string, title: string): SessionSummary {
  return {
    key,
    backend: "fake",
    id: "11111111-1111-4111-8111-111111111111",
    owner: OWNERS.get(key) ?? "",
    kind: "session",
    title,
    titleSource: "ai",
    project: { id: "p", name: "project" },
    facts: {
      activity: { state: "idle" },
      counts: {
        lines: 1,
        prompts: 1,
        replies: 0,
        toolCalls: 0,
        toolErrors: 0,
        bad: 0,
        unknown: 0,
        compactions: 0,
      },
    },
    activity: { state: "idle" },
    agents: 0,
    pinned: false,
    archived: false,
    size: 10,
    sortAt: 1,
    partial: false,
  };
}
