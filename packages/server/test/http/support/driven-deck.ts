import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { OutgoingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeckEvent, DriveState, Root, Send, SendReceipt } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import { createDeck, type Deck, type DeckOptions } from "../../../src/deck.ts";
import { listen } from "../../../src/http/listen.ts";
import { driveState, sendReceipt } from "../../../src/http/schemas/drive.ts";
import { deckEvent } from "../../../src/http/schemas/events.ts";
import { type ScriptedTool, scriptedTool } from "./scripted-tool.ts";
import { type Answer, ask } from "./server.ts";
import { openStream, type SseClient } from "./sse-client.ts";

/** A server over the real engine, which drives the scripted tool. */
export interface DrivenDeck {
  readonly tool: ScriptedTool;
  readonly deck: Deck;
  readonly port: number;
  send(method: string, path: string, body?: unknown, headers?: OutgoingHttpHeaders): Promise<Answer>;
  /** Starts a session; `more` beside text and folder. */
  start(text: string, more?: object, headers?: OutgoingHttpHeaders): Promise<SendReceipt>;
  state(key: string): Promise<DriveState>;
  /** Follows a session over its stream. */
  follow(key: string, headers?: string): Following;
  close(): Promise<void>;
}

/** What a stream said of a session. */
export interface Following {
  readonly client: SseClient;
  readonly events: readonly DeckEvent[];
  /** Resolves with the first event, past or to come, that is as asked. */
  until<Event extends DeckEvent>(is: (event: DeckEvent) => event is Event): Promise<Event>;
  /** Resolves with the latest state of driving once it is as asked. */
  drive(is: (state: DriveState) => boolean): Promise<DriveState>;
  /** Resolves once a message has a state; it may be over and gone from the list by then. */
  sent(id: string, state: Send["state"]): Promise<DriveState>;
}

/** How the deck is made. */
export interface DrivenOptions
  extends Partial<Pick<DeckOptions, "authenticate" | "readOnly" | "drive" | "turnGraceMs" | "logger">> {
  /** Of the tool; default: the local user's. */
  readonly roots?: (tool: ScriptedTool) => readonly Root[];
}

/** Opens a deck; it is closed when the test ends. */
export async function drivenDeck(options: DrivenOptions = {}): Promise<DrivenDeck> {
  const tool = await scriptedTool();
  const stateDir = mkdtempSync(join(tmpdir(), "vibedeck-driven-"));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const { roots, ...rest } = options;
  const backends = [tool.mounted(roots?.(tool))];
  const deck = createDeck({ turnGraceMs: 0, ...rest, backends, stateDir, workers: 0, ui: false });
  await deck.start();
  const listening = await listen(deck, { drainMs: 500 });
  const { port } = listening;
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await listening.close();
    await deck.stop();
  };
  onTestFinished(close);
  const send: DrivenDeck["send"] = (method, path, body, headers = {}) => {
    if (body === undefined) return ask(port, method, path, headers);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return ask(port, method, path, { "content-type": "application/json", ...headers }, text);
  };
  return {
    tool,
    deck,
    port,
    send,
    start: async (text, more = {}, headers = {}) => {
      const body = { id: randomUUID(), text, cwd: tool.cwd, ...more };
      const answer = await send("POST", "/api/sessions", body, headers);
      if (answer.status !== 202) throw new Error(answer.text);
      return sendReceipt.parse(answer.json());
    },
    state: async (key) => driveState.parse((await send("GET", `/api/sessions/${key}/drive`)).json()),
    follow: (key, headers) => follow(port, key, headers),
    close,
  };
}

function follow(port: number, key: string, headers = ""): Following {
  const client = openStream(port, { path: `/api/events?session=${key}`, headers });
  onTestFinished(() => void client.socket.destroy());
  const events: DeckEvent[] = [];
  const read = (): void => {
    for (const { event, data } of client.events.slice(events.length)) {
      events.push(deckEvent.parse({ ...JSON.parse(data), type: event }));
    }
  };
  const until = async <Event extends DeckEvent>(is: (event: DeckEvent) => event is Event): Promise<Event> => {
    for (;;) {
      read();
      const found = events.find(is);
      if (found !== undefined) return found;
      await client.count(events.length + 1);
    }
  };
  const drive: Following["drive"] = async (is) => {
    const { drive: state } = await until(
      (event): event is Extract<DeckEvent, { type: "drive" }> =>
        event.type === "drive" && event.key === key && is(event.drive),
    );
    return state;
  };
  return {
    client,
    get events() {
      read();
      return events;
    },
    until,
    drive,
    sent: (id, state) => drive(({ sends }) => sends.some((one) => one.id === id && one.state === state)),
  };
}
