import { VibeDeckError } from "../errors.ts";
import type { MountedBackend } from "../host/mounted.ts";
import type { Root } from "../parts.ts";
import type { FileGlance } from "../watch/root-watcher.ts";
import type { Catalog } from "./catalog/catalog.ts";
import { type Expected, FileRecord } from "./catalog/file-record.ts";
import { isListed } from "./catalog/listing.ts";
import type { Ticker } from "./catalog/ticker.ts";
import type { FirstReading } from "./first-reading.ts";
import type { Ingest } from "./ingest/ingest.ts";
import type { RootEvents } from "./roots.ts";
import { sessionKey } from "./session-key.ts";
import type { StoredFiles } from "./stored-files.ts";
import type { Hub } from "./stream/hub.ts";
import { Totals } from "./usage/totals.ts";

/** Files that were quiet for longer change their state no more by being quiet. */
const RESTLESS_MS = 2 * 24 * 3_600_000;

/** What arrivals are told to, and made from. */
export interface ArrivalSources {
  readonly catalog: Catalog;
  readonly hub: Hub;
  readonly ticker: Ticker;
  readonly ingest: Ingest;
  readonly reading: FirstReading;
  readonly stored: StoredFiles;
  readonly now: () => number;
  /** A file came into being, after the first walk, that was not expected. */
  readonly onFound: (record: FileRecord) => void;
  /** A root came after the first walk, and was walked. */
  readonly onRooted: (mounted: MountedBackend, root: Root) => void;
  readonly onUnrooted: (mounted: MountedBackend, root: Root) => void;
}

/** Makes records of the files that the watchers see, and of those that are expected; lets go of those that are gone. */
export class Arrivals implements RootEvents {
  readonly #sources: ArrivalSources;
  /** Files found by the first walk that must be read whole. */
  #unread: FileRecord[] | undefined = [];

  constructor(sources: ArrivalSources) {
    this.#sources = sources;
  }

  onFile(mounted: MountedBackend, root: Root, path: string, glance?: FileGlance): void {
    const key = sessionKey(mounted.backend.id, root, path);
    const known = this.#sources.catalog.get(key);
    const changed = known === undefined || glance === undefined || differs(known, glance);
    const record = known ?? this.#adopt(key, mounted, root, path);
    if (record === undefined) return;
    if (glance !== undefined) {
      record.size = glance.size;
      record.mtimeMs = glance.mtimeMs;
    }
    if (known === undefined) this.#found(record, glance);
    else if (record.came && (changed || record.stamp === undefined)) this.#sources.ingest.look(record);
  }

  onGone(mounted: MountedBackend, root: Root, path: string): void {
    const record = this.#sources.catalog.get(sessionKey(mounted.backend.id, root, path));
    if (record === undefined) return;
    const { expected } = record;
    this.#drop(record);
    // Nothing of it was shown yet: it is waited for as before.
    if (expected !== undefined) this.expect(mounted, root, path, expected);
  }

  onRoot(mounted: MountedBackend, root: Root): void {
    if (this.#unread === undefined) this.#sources.onRooted(mounted, root);
  }

  onRootGone(mounted: MountedBackend, root: Root): void {
    this.#sources.onUnrooted(mounted, root);
    for (const record of [...this.#sources.catalog.below(mounted.backend.id, root)]) this.#drop(record);
  }

  /**
   * The first walk is over: what it found and the index does not know is read now, newest first.
   * @returns those files.
   */
  readUnread(): readonly FileRecord[] {
    const { hub, ingest } = this.#sources;
    const unread = this.#unread ?? [];
    this.#unread = undefined;
    unread.sort((a, b) => b.mtimeMs - a.mtimeMs);
    for (const record of unread) if (record.stamp === undefined) ingest.look(record);
    hub.progress();
    return unread;
  }

  /**
   * The record of a session whose file is to come; the known one when there is one, listed from now on even while
   * its file has nothing to show.
   * @throws `VibeDeckError` `NOT_SUPPORTED` when the backend does not take the path for a session's.
   */
  expect(mounted: MountedBackend, root: Root, path: string, expected: Expected): FileRecord {
    const { catalog, hub, now } = this.#sources;
    const key = sessionKey(mounted.backend.id, root, path);
    const known = catalog.get(key);
    if (known !== undefined && isListed(known)) return known;
    const record = known ?? this.#adopt(key, mounted, root, path);
    if (record === undefined) {
      throw new VibeDeckError(
        "NOT_SUPPORTED",
        `The ${mounted.backend.title} backend would not see a session that is started there.`,
      );
    }
    record.expected = expected;
    if (known === undefined) {
      record.mtimeMs = record.quietSince = now();
      catalog.add(record);
    }
    hub.changed(record);
    return record;
  }

  /** A record is not expected any more; it stays when its file came. */
  unexpect(record: FileRecord): void {
    if (this.#sources.catalog.get(record.key) !== record) return;
    record.expected = undefined;
    if (record.came) this.#sources.hub.changed(record);
    else this.#drop(record);
  }

  /** Makes a record for a file that is new to this run. */
  #adopt(key: string, mounted: MountedBackend, root: Root, path: string): FileRecord | undefined {
    const ref = mounted.backend.discovery.identify(root, path);
    if (ref === undefined) return undefined;
    const { stored: files } = this.#sources;
    const stored = files.take(mounted.backend.id, root, path);
    const record = new FileRecord(key, stored?.no ?? files.nextNo(), mounted, root, path, ref);
    if (stored !== undefined) {
      record.stamp = stored.stamp;
      record.recall(stored.facts, stored.brief);
      record.totals = Totals.from(stored.totals);
      record.partial = false;
      record.quietSince = stored.brief.lastAt ?? stored.stamp.mtimeMs;
    }
    return record;
  }

  /** Files that the index knows unchanged need nothing; grown ones are read on; new ones are read whole. */
  #found(record: FileRecord, glance: FileGlance | undefined): void {
    const { catalog, ingest, ticker, onFound } = this.#sources;
    record.quietSince ||= record.mtimeMs;
    catalog.add(record);
    if (record.stamp !== undefined) {
      const { size, mtimeMs, ino, dev } = record.stamp;
      const same = size === record.size && mtimeMs === record.mtimeMs;
      if (!same || ino !== glance?.ino || dev !== glance.dev) ingest.look(record);
      else if (Date.now() - record.quietSince < RESTLESS_MS) ticker.watch(record);
    } else if (record.size > 0) this.#read(record);
    if (this.#unread === undefined) onFound(record);
  }

  #read(record: FileRecord): void {
    const { hub, ingest, reading } = this.#sources;
    reading.expect(record);
    if (this.#unread !== undefined) this.#unread.push(record);
    else {
      hub.changed(record);
      ingest.readWhole(record);
    }
  }

  #drop(record: FileRecord): void {
    this.#sources.reading.done(record);
    this.#sources.ingest.forget(record);
  }
}

function differs(record: FileRecord, glance: FileGlance): boolean {
  if (record.size !== glance.size || record.mtimeMs !== glance.mtimeMs) return true;
  return record.stamp !== undefined && record.stamp.ino !== glance.ino;
}
