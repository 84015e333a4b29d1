import type Database from "libsql";
import type { SessionFacts } from "../../session.ts";
import { type Brief, briefOf } from "../catalog/brief.ts";
import type { FileStamp } from "../read/job.ts";
import { Ledger, unpackEntries } from "../usage/ledger.ts";
import type { TotalsData } from "../usage/totals.ts";
import { closeIndex } from "./open-index.ts";

/** A file as the index holds it, without the reducer's state. */
export interface StoredFile {
  readonly no: number;
  readonly root: string;
  readonly path: string;
  readonly stamp: FileStamp;
  /** JSON text. */
  readonly facts: string;
  readonly brief: Brief;
  readonly totals: TotalsData;
}

/** What one write keeps of a file. */
export interface FileWrite {
  readonly no: number;
  readonly backend: string;
  readonly root: string;
  readonly path: string;
  readonly stamp: FileStamp;
  readonly facts: SessionFacts;
  readonly totals: TotalsData;
  /** JSON text of the reducer's state; absent: as it is in the index. */
  readonly state?: string;
  /** Usage to add; `whole` replaces everything that was kept of the file. */
  readonly usage?: { readonly entries: string; readonly hashes: Float64Array; readonly whole: boolean };
  /** Packed entries that stand in other files too, replacing those kept before. */
  readonly copies?: string;
}

/** Where reading on starts from. */
export interface StoredProgress {
  /** The reducer's state after the entry that ends at `offset`. */
  readonly state: unknown;
  readonly offset: number;
  /** Pieces that the file's usage is kept in. */
  readonly chunks: number;
}

interface FileRow {
  readonly id: number;
  readonly root: string;
  readonly path: string;
  readonly stat: string;
  readonly facts: string;
  readonly brief: string;
  readonly totals: string;
}

/**
 * The index tables: a cache of the transcripts, read back at start so that only what was appended is read again.
 * Usage is kept in chunks that are only ever added, so that an append costs the same in a large file as in a small.
 */
export class IndexStore {
  #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Goes on with another database, for one that turned out to be damaged. */
  replace(database: Database.Database): void {
    this.#database.close();
    this.#database = database;
  }

  close(): void {
    closeIndex(this.#database);
  }

  /** Drops what another version of a backend's reducer or prices left behind. */
  requireVersion(backend: string, version: string): void {
    const row = this.#database
      .prepare("SELECT version FROM backend_version WHERE backend = ?")
      .get(backend) as { version: string } | undefined;
    if (row?.version === version) return;
    this.#transaction(() => {
      const files = "SELECT id FROM file WHERE backend = ?";
      this.#database.prepare(`DELETE FROM usage_chunk WHERE file IN (${files})`).run(backend);
      this.#database.prepare(`DELETE FROM copy WHERE file IN (${files})`).run(backend);
      this.#database.prepare("DELETE FROM file WHERE backend = ?").run(backend);
      this.#database
        .prepare("INSERT OR REPLACE INTO backend_version (backend, version) VALUES (?, ?)")
        .run(backend, version);
    });
  }

  /** The largest file number in use. */
  lastNo(): number {
    const row = this.#database.prepare("SELECT max(id) AS no FROM file").get() as { no: number | null };
    return row.no ?? 0;
  }

  *files(backend: string): Generator<StoredFile> {
    const rows = this.#database
      .prepare("SELECT id, root, path, stat, facts, brief, totals FROM file WHERE backend = ?")
      .iterate(backend) as IterableIterator<FileRow>;
    for (const row of rows) {
      yield {
        no: row.id,
        root: row.root,
        path: row.path,
        stamp: JSON.parse(row.stat) as FileStamp,
        facts: row.facts,
        brief: JSON.parse(row.brief) as Brief,
        totals: JSON.parse(row.totals) as TotalsData,
      };
    }
  }

  /** How far the index got with a file; `undefined` when it does not have it. */
  progress(no: number): StoredProgress | undefined {
    const row = this.#database
      .prepare(
        "SELECT state, stat, (SELECT count(*) FROM usage_chunk WHERE file = id) AS chunks FROM file WHERE id = ?",
      )
      .get(no) as { state: string; stat: string; chunks: number } | undefined;
    if (row === undefined) return undefined;
    const { offset } = JSON.parse(row.stat) as FileStamp;
    return { state: JSON.parse(row.state), offset, chunks: row.chunks };
  }

  ledger(no: number): Ledger {
    const ledger = new Ledger();
    const rows = this.#database
      .prepare("SELECT entries FROM usage_chunk WHERE file = ? ORDER BY seq")
      .all(no) as {
      entries: string;
    }[];
    for (const row of rows)
      for (const [hash, entry] of unpackEntries(row.entries)) ledger.entries.set(hash, entry);
    return ledger;
  }

  /** Hashes of globally unique request ids by file, for the claim table. */
  *hashes(): Generator<{ no: number; hashes: Float64Array }> {
    const rows = this.#database.prepare("SELECT file, hashes FROM usage_chunk ORDER BY file, seq").iterate();
    for (const row of rows as IterableIterator<{ file: number; hashes: Buffer }>) {
      const bytes = Uint8Array.from(row.hashes);
      yield { no: row.file, hashes: new Float64Array(bytes.buffer, 0, bytes.byteLength >> 3) };
    }
  }

  *copies(): Generator<{ no: number; entries: string }> {
    const rows = this.#database.prepare("SELECT file, entry FROM copy").all() as {
      file: number;
      entry: string;
    }[];
    for (const row of rows) yield { no: row.file, entries: row.entry };
  }

  /** Writes files in one transaction. */
  save(writes: readonly FileWrite[]): void {
    const file = this.#database.prepare(
      "INSERT OR REPLACE INTO file (id, backend, root, path, stat, facts, brief, totals, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    const update = this.#database.prepare(
      "UPDATE file SET stat = ?, facts = ?, brief = ?, totals = ? WHERE id = ?",
    );
    const chunk = this.#database.prepare(
      "INSERT INTO usage_chunk (file, seq, hashes, entries) VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM usage_chunk WHERE file = ?), ?, ?)",
    );
    const dropChunks = this.#database.prepare("DELETE FROM usage_chunk WHERE file = ?");
    const dropCopies = this.#database.prepare("DELETE FROM copy WHERE file = ?");
    const copy = this.#database.prepare("INSERT INTO copy (file, entry) VALUES (?, ?)");
    this.#transaction(() => {
      for (const w of writes) {
        const { stamp, facts, totals } = w;
        const texts = [stamp, facts, briefOf(facts), totals].map((value) => JSON.stringify(value));
        if (w.state === undefined) update.run(...texts, w.no);
        else file.run(w.no, w.backend, w.root, w.path, ...texts, w.state);
        if (w.usage?.whole === true) dropChunks.run(w.no);
        if (w.usage !== undefined) {
          const { buffer, byteOffset, byteLength } = w.usage.hashes;
          chunk.run(w.no, w.no, Buffer.from(buffer, byteOffset, byteLength), w.usage.entries);
        }
        if (w.copies === undefined) continue;
        dropCopies.run(w.no);
        if (w.copies !== "[]") copy.run(w.no, w.copies);
      }
    });
  }

  remove(numbers: readonly number[]): void {
    this.#transaction(() => {
      for (const no of numbers) {
        this.#database.prepare("DELETE FROM file WHERE id = ?").run(no);
        this.#database.prepare("DELETE FROM usage_chunk WHERE file = ?").run(no);
        this.#database.prepare("DELETE FROM copy WHERE file = ?").run(no);
      }
    });
  }

  #transaction(body: () => void): void {
    this.#database.exec("BEGIN");
    try {
      body();
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // A full disk has already rolled the transaction back; the error that led here is the one to tell.
    }
  }
}
