import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claudeCode } from "@vibedeck/backend-claude-code";
import { silentLogger } from "@vibedeck/core";
import { mountBackend } from "@vibedeck/core/host";
import { onTestFinished } from "vitest";
import { createDeck, type Deck } from "../../../src/deck.ts";
import { type ListeningServer, listen } from "../../../src/http/listen.ts";

/** A home of Claude Code in a temporary folder, with one session. */
export interface ClaudeHome {
  readonly sessionId: string;
  /** The transcript. */
  readonly file: string;
  /** Adds whole entries. */
  append(...lines: readonly string[]): void;
  /** A deck over this home, on a free port. The state is the same for all decks of a home. */
  open(options?: { readonly port?: number }): Promise<OpenDeck>;
}

export interface OpenDeck {
  readonly deck: Deck;
  readonly port: number;
  close(): Promise<void>;
}

export function claudeHome(): ClaudeHome {
  const folder = mkdtempSync(join(tmpdir(), "vibedeck-http-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const sessionId = "11111111-2222-4333-8444-555555555555";
  const project = join(folder, ".claude", "projects", "-somewhere-project");
  mkdirSync(project, { recursive: true });
  const file = join(project, `${sessionId}.jsonl`);
  writeFileSync(file, `${prompt(0, "The first prompt")}\n`);
  return {
    sessionId,
    file,
    append: (...lines) => appendFileSync(file, lines.map((line) => `${line}\n`).join("")),
    open: (options = {}) => openDeck(folder, options.port ?? 0),
  };
}

async function openDeck(folder: string, port: number): Promise<OpenDeck> {
  const mount = mountBackend(claudeCode, {
    id: "claude-code",
    config: { dirs: [join(folder, ".claude")], prices: {}, permissionModes: [], models: [], env: {} },
    logger: silentLogger,
  });
  const deck = createDeck({
    backends: [mount.mounted],
    stateDir: join(folder, "state"),
    workers: 0,
    ui: false,
  });
  await deck.start();
  const listening: ListeningServer = await listen(deck, { port, drainMs: 500 });
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await listening.close();
    await deck.stop();
    await mount.dispose();
  };
  onTestFinished(close);
  return { deck, port: listening.port, close };
}

/** An entry in which a person says something; `id` makes its `uuid`. */
export function prompt(id: number, content: string | readonly object[]): string {
  return JSON.stringify({
    type: "user",
    uuid: uuidOf(id),
    parentUuid: null,
    sessionId: "11111111-2222-4333-8444-555555555555",
    timestamp: new Date(1_700_000_000_000 + id * 1_000).toISOString(),
    cwd: "/somewhere/project",
    version: "2.0.0",
    message: { role: "user", content },
  });
}

export function uuidOf(id: number): string {
  return `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`;
}
