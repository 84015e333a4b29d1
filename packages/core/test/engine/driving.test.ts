import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DeckEvent,
  type DriveState,
  type Message,
  Partials,
  type Scope,
  type ScopedView,
  silentLogger,
  Transcript,
} from "@vibedeck/core";
import { createEngine, type Engine } from "@vibedeck/core/host";
import { describe, expect, it } from "vitest";
import { ScriptedTool } from "../drive/scripted-tool.ts";
import { Listener, LOCAL } from "./deck-fixture.ts";

/** A tool that runs for real, and engines on its sessions. */
class DrivingDeck implements AsyncDisposable {
  readonly tool = new ScriptedTool();
  readonly #stateDir = mkdtempSync(join(tmpdir(), "vibedeck-"));
  #engine: Engine | undefined;

  async open(turnGraceMs = 100): Promise<ScopedView> {
    await this.close();
    this.#engine = createEngine({
      backends: [this.tool.mounted()],
      stateDir: this.#stateDir,
      logger: silentLogger,
      version: "test",
      turnGraceMs,
      drive: { graceMs: [300, 300, 300] },
    });
    await this.#engine.start();
    return this.view(LOCAL);
  }

  view(scope: Scope): ScopedView {
    if (this.#engine === undefined) throw new Error("no engine");
    return this.#engine.view(scope);
  }

  async close(): Promise<void> {
    await this.#engine?.stop();
    this.#engine = undefined;
  }

  async start(view: ScopedView, text: string): Promise<{ key: string; id: string }> {
    const { key, send } = await view.drive.start({ id: randomUUID(), text, cwd: this.tool.cwd });
    return { key, id: send.id };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    this.tool[Symbol.dispose]();
    rmSync(this.#stateDir, { recursive: true, force: true });
  }
}

/** An open page: the transcript as it was loaded, and everything that the stream said since. */
class Page {
  readonly transcript = new Transcript();
  readonly partials = new Partials();
  readonly listener: Listener;
  drive: DriveState | undefined;
  /** What the reader saw of the answers after every event. */
  readonly seen: string[] = [];
  #at = 0;

  constructor(view: ScopedView, key: string) {
    const page = view.messages(key, {});
    this.transcript.insert(page?.messages ?? []);
    this.listener = new Listener(view, { session: key, ...(page === undefined ? {} : { after: page.to }) });
  }

  /** Resolves once the page shows what is wanted. */
  async until(fits: (page: Page) => boolean): Promise<void> {
    await this.listener.until(() => {
      for (; this.#at < this.listener.events.length; this.#at++) {
        const event = this.listener.events[this.#at];
        if (event !== undefined) this.#take(event);
      }
      return fits(this);
    });
  }

  shown(role: Message["role"] = "assistant"): string[] {
    return [...this.transcript.messages(), ...this.partials.shown(this.transcript)]
      .filter((message) => message.role === role)
      .flatMap(({ blocks }) => blocks.map((block) => ("text" in block ? (block.text ?? "") : block.type)));
  }

  #take(event: DeckEvent): void {
    if (event.type === "messages") this.transcript.insert(event.messages);
    else if (event.type === "partial") this.partials.apply(event);
    else if (event.type === "partial-end") this.partials.end();
    else if (event.type === "drive") this.drive = event.drive;
    else return;
    this.seen.push(this.shown().join("\n"));
  }
}

/** Every look shows at least what the one before showed. */
function onlyGrows(looks: readonly string[]): boolean {
  return looks.every((look, at) => look.startsWith(looks[at - 1] ?? ""));
}

const idle = (page: Page): boolean => page.drive?.state === "idle";

describe("a session that is driven", () => {
  it("is listed, followed and shown once, from the first piece to the transcript", async () => {
    await using deck = new DrivingDeck();
    const view = await deck.open();
    const { key, id } = await deck.start(
      view,
      "stream 40; more and a second block; say then another message",
    );
    const listed = (await view.sessions({})).sessions.map((session) => session.key);
    const page = new Page(view, key);

    await page.until((now) => idle(now) && now.transcript.messages().some(({ role }) => role === "system"));

    expect(listed).toEqual([key]);
    expect(page.transcript.messages()[0]).toMatchObject({ id, role: "user" });
    expect(page.shown()).toEqual([
      Array.from({ length: 40 }, (_, n) => `c${n}`).join(" "),
      "and a second block",
      "then another message",
    ]);
    expect(onlyGrows(page.seen)).toBe(true);
    expect(page.listener.events.map(({ type }) => type)).not.toContain("session-removed");
    expect(page.listener.events.map(({ type }) => type)).not.toContain("session-reset");
    expect((await view.sessions({})).sessions).toMatchObject([{ key, activity: { state: "idle" } }]);
  });

  it("is shown whole to a page that is opened in mid-turn, and to one that comes back", async () => {
    await using deck = new DrivingDeck();
    const view = await deck.open();
    const { key } = await deck.start(
      view,
      "say first; draft half of the second; gate a; write; more the rest",
    );
    const early = new Page(view, key);
    await early.until((now) => now.drive?.phase === "at gate a");

    const late = new Page(view, key);
    await late.until((now) => now.shown().length === 2);
    const before = late.shown();
    late.listener.close();
    deck.tool.open("a");
    const again = new Page(view, key);
    for (const page of [early, again]) await page.until(idle);

    expect(before).toEqual(["first", "half of the second"]);
    expect(early.shown()).toEqual(["first", "half of the second", "the rest"]);
    expect(again.shown()).toEqual(early.shown());
    expect(onlyGrows(early.seen)).toBe(true);
  });

  it("waits in the list for a person, in every tab, until one of them answers", async () => {
    await using deck = new DrivingDeck();
    const view = await deck.open();
    const { key } = await deck.start(view, "ask make test");
    const tabs = [new Page(view, key), new Page(view, key)];
    for (const tab of tabs) await tab.until((now) => now.drive?.approvals[0]?.state === "pending");
    const waiting = (await view.sessions({ status: "waiting" })).sessions;
    const approval = view.drive.approvals()[0]?.id ?? "";

    await view.drive.answer(approval, { type: "allow" });
    for (const tab of tabs) await tab.until((now) => idle(now) && now.shown().length === 1);

    expect(waiting).toMatchObject([{ key, drive: { needs: 1 }, activity: { state: "waiting" } }]);
    expect(tabs.map((tab) => tab.shown())).toEqual([["ran make test"], ["ran make test"]]);
    expect((await view.sessions({ status: "waiting" })).total).toBe(0);
  });

  it("is stopped with the server and tells so after the restart, under the same key", async () => {
    await using deck = new DrivingDeck();
    const view = await deck.open();
    const { key } = await deck.start(view, "say begun; hang");
    const page = new Page(view, key);
    await page.until((now) => now.transcript.messages().some(({ role }) => role === "assistant"));
    await view.drive.send(key, { id: randomUUID(), text: "say next" });

    const next = await deck.open();
    const after = new Page(next, key);
    await after.until((now) => now.drive !== undefined);

    expect(after.drive).toMatchObject({
      state: "none",
      sends: [{ state: "interrupted" }, { state: "held" }],
    });
    expect(after.shown()).toEqual(["begun"]);
    expect((await next.sessions({})).sessions).toMatchObject([{ key, drive: { state: "none", queued: 1 } }]);
  });

  it("is listed and opened after a restart although its transcript never came", async () => {
    await using deck = new DrivingDeck();
    deck.tool.missing(true);
    const view = await deck.open();
    const { key } = await deck.start(view, "say hello");
    const page = new Page(view, key);
    await page.until((now) => now.drive?.sends[0]?.state === "failed");
    const failed = (await view.sessions({})).sessions;

    const next = await deck.open();
    const after = new Page(next, key);
    await after.until((now) => now.drive !== undefined);

    const row = { key, title: "say hello", size: 0, activity: { state: "error" } };
    expect(failed).toMatchObject([row]);
    expect((await next.sessions({})).sessions).toMatchObject([row]);
    expect(after.drive?.sends).toMatchObject([{ state: "failed", failure: { kind: "agent-missing" } }]);
  });

  it("keeps twenty turns at once apart, and loses nothing of them", async () => {
    await using deck = new DrivingDeck();
    const view = await deck.open();
    const prompts = Array.from({ length: 20 }, (_, n) => `stream 100; say of session ${n}`);
    const keys = await Promise.all(prompts.map((text) => deck.start(view, text)));
    const pages = keys.map(({ key }) => new Page(view, key));

    await Promise.all(pages.map((page) => page.until((now) => idle(now) && now.shown().length === 2)));

    for (const [n, page] of pages.entries()) {
      expect(page.shown().at(-1)).toBe(`of session ${n}`);
      expect(onlyGrows(page.seen)).toBe(true);
    }
  });
});
