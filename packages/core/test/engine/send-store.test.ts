import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Attachment, Send } from "@vibedeck/core";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openUserData } from "../../src/engine/state/open-user-data.ts";
import { SendStore } from "../../src/engine/state/send-store.ts";

const MEGABYTE: Attachment = { type: "text", name: "big.txt", text: "x".repeat(1_000_000) };

const message = (id: string): Send => ({
  id,
  text: "look",
  attachments: [{ type: "text", name: "big.txt", bytes: 1_000_000 }],
  state: "accepted",
  steer: false,
  at: 1,
});

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "vibedeck-sends-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe("what goes along with a message", () => {
  it("is written once, not with every change of the message", () => {
    using opened = store();
    const { sends, database } = opened;
    sends.add({ user: "ada", session: "s", send: message("a"), settings: {}, sure: false }, [MEGABYTE]);
    database.pragma("wal_checkpoint(TRUNCATE)");

    sends.update("ada", { ...message("a"), state: "running" }, false);
    sends.confirm("ada", "a");

    expect(statSync(join(directory, "user.db-wal")).size).toBeLessThan(200_000);
    expect(sends.contents("ada", "a")).toEqual([MEGABYTE]);
    expect(sends.contents("bob", "a")).toEqual([]);
  });

  it("is dropped when the message is over or taken back", () => {
    using opened = store();
    const { sends, database } = opened;
    for (const id of ["a", "b"])
      sends.add({ user: "ada", session: "s", send: message(id), settings: {}, sure: false }, [MEGABYTE]);

    sends.update("ada", { ...message("a"), state: "failed", endedAt: 2 }, true);
    sends.remove("ada", "b", 2);

    expect(database.prepare("SELECT count(*) AS n FROM send_content").all()).toEqual([{ n: 0 }]);
  });

  it("is not kept without its message", () => {
    using opened = store();
    const { sends } = opened;
    const stored = { user: "ada", session: "s", send: message("a"), settings: {}, sure: false };
    sends.add(stored, [MEGABYTE]);

    expect(() => sends.add(stored, [{ ...MEGABYTE, text: "other" }])).toThrow(/could not be saved/);
    expect(sends.contents("ada", "a")).toEqual([MEGABYTE]);
  });

  it("is found by a server that is newer than the one that stored it", () => {
    const old = new Database(join(directory, "user.db"));
    old.exec(`CREATE TABLE send (
      no INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, id TEXT NOT NULL, session TEXT NOT NULL,
      text TEXT NOT NULL, attachments TEXT NOT NULL, contents TEXT, settings TEXT NOT NULL,
      steer INTEGER NOT NULL, state TEXT NOT NULL, sure INTEGER NOT NULL DEFAULT 0, failure TEXT,
      at INTEGER NOT NULL, ended_at INTEGER, usd REAL);
      PRAGMA user_version = 2`);
    old
      .prepare(
        `INSERT INTO send (user, id, session, text, attachments, contents, settings, steer, state, at)
         VALUES ('ada', 'a', 's', 'look', '[]', ?, '{}', 0, 'held', 1)`,
      )
      .run(JSON.stringify([MEGABYTE]));
    old.close();

    using opened = store();

    expect(opened.sends.contents("ada", "a")).toEqual([MEGABYTE]);
    expect(opened.sends.get("ada", "a")?.send).toMatchObject({ text: "look", state: "held" });
  });
});

function store(): Disposable & { readonly sends: SendStore; readonly database: Database.Database } {
  const database = openUserData(directory);
  return { sends: new SendStore(database), database, [Symbol.dispose]: () => database.close() };
}
