import { generation } from "../../beneath/generation.ts";
import type { BeneathFile } from "../../beneath/open-beneath.ts";
import { parseCursor } from "../../cursor.ts";
import type { ScopedDrive } from "../../drive.ts";
import type { RawEntry } from "../../entry.ts";
import { VibeDeckError } from "../../errors.ts";
import type { Notice, Progress } from "../../events.ts";
import type { JsonObject } from "../../json.ts";
import type { Scope } from "../../principal.ts";
import { canSee } from "../../scope.ts";
import type { SessionSummary } from "../../session.ts";
import type {
  EventStream,
  MessagePage,
  MessageQuery,
  OwnerTotals,
  ScopedView,
  SessionDetail,
  SessionPage,
  SessionPatch,
  SessionQuery,
  StreamOptions,
} from "../../view.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { type ListingSources, listSessions } from "../catalog/listing.ts";
import { ownerTotals } from "../catalog/owner-totals.ts";
import { peek } from "../catalog/peek.ts";
import { summarize } from "../catalog/summary.ts";
import type { Driver } from "../drive/seams.ts";
import type { Hub } from "../stream/hub.ts";
import { ScopedStream } from "../stream/scoped-stream.ts";
import { EMPTY_PAGE } from "./empty-page.ts";
import { readPage } from "./read-page.ts";
import { endOf, endOnDisk, openedOr, readAfter } from "./record-file.ts";
import { imagesOf } from "./wire-messages.ts";

/** What views are made from. */
export interface ViewSources extends ListingSources {
  readonly hub: Hub;
  readonly driver: Pick<Driver, "overlay" | "scoped">;
  readonly progress: (scope: Scope) => Progress;
  readonly version: string;
  readonly maxStreams: (scope: Scope) => number;
}

/** The engine's implementation of {@link ScopedView}: every way to a record passes {@link CatalogView.#find}. */
export class CatalogView implements ScopedView {
  readonly scope: Scope;
  readonly #sources: ViewSources;

  constructor(sources: ViewSources, scope: Scope) {
    this.#sources = sources;
    this.scope = scope;
  }

  async sessions(query: SessionQuery): Promise<SessionPage> {
    const page = await listSessions(this.#sources, this.scope, query);
    return { ...page, progress: this.#sources.progress(this.scope) };
  }

  session(key: string): SessionDetail | undefined {
    const record = this.#find(key);
    if (record === undefined) return undefined;
    peek(record);
    const agents = this.#sources.catalog.children(record).map((child) => this.#summary(child));
    return { session: this.#summary(record), agents, path: shownPath(record) };
  }

  messages(key: string, query: MessageQuery): MessagePage | undefined {
    const page = this.#open(
      key,
      (record, file) => readPage(record.mounted.backend, file, query) ?? EMPTY_PAGE,
    );
    return page ?? (this.#find(key)?.came === false ? EMPTY_PAGE : undefined);
  }

  raw(key: string, cursor: string): JsonObject | string | undefined {
    return this.#entryAt(key, cursor, (_record, entry) => entry.value ?? entry.excerpt ?? "");
  }

  image(key: string, cursor: string, index: number): { mediaType: string; data: Uint8Array } | undefined {
    return this.#entryAt(key, cursor, (record, entry) => {
      const image = imagesOf(record.mounted.backend, entry)[index];
      if (image?.data === undefined) return undefined;
      return { mediaType: image.mediaType, data: Buffer.from(image.data, "base64") };
    });
  }

  patch(key: string, change: SessionPatch): SessionSummary | undefined {
    const record = this.#find(key);
    if (record === undefined) return undefined;
    this.#sources.users.patch(this.scope.principal.id, record.key, change);
    this.#sources.hub.marked(record, this.scope.principal.id);
    return this.#summary(record);
  }

  get drive(): ScopedDrive {
    return this.#sources.driver.scoped(this.scope);
  }

  stream(options: StreamOptions): EventStream {
    const { hub, driver, version, maxStreams } = this.#sources;
    if (hub.streams(this.scope) >= maxStreams(this.scope)) {
      throw new VibeDeckError("TOO_MANY_STREAMS", "Too many pages are connected at once.", {
        hint: "Close some tabs; the page reconnects by itself.",
      });
    }
    const sources = {
      hub,
      version,
      find: (key: string) => this.#find(key),
      end: endOf,
      endOnDisk,
      read: readAfter,
      overlay: (key: string) => driver.overlay(key),
    };
    return new ScopedStream(sources, this.scope, options);
  }

  owners(): Promise<readonly OwnerTotals[]> {
    return ownerTotals(this.#sources, this.scope);
  }

  progress(): Progress {
    return this.#sources.progress(this.scope);
  }

  notices(): readonly Notice[] {
    return this.#sources.hub.noticesFor(this.scope);
  }

  #find(key: string): FileRecord | undefined {
    const record = this.#sources.catalog.get(key);
    return record !== undefined && canSee(this.scope, record) ? record : undefined;
  }

  #summary(record: FileRecord): SessionSummary {
    return summarize(this.#sources, this.scope, record);
  }

  #open<Result>(key: string, use: (record: FileRecord, file: BeneathFile) => Result): Result | undefined {
    const record = this.#find(key);
    if (record === undefined) return undefined;
    return openedOr(record, undefined, (file) => use(record, file));
  }

  #entryAt<Result>(
    key: string,
    text: string,
    use: (record: FileRecord, entry: RawEntry) => Result,
  ): Result | undefined {
    const cursor = parseCursor(text);
    if (cursor === undefined) return undefined;
    return this.#open(key, (record, file) => {
      if (generation(file) !== cursor.generation) return undefined;
      const { tailer } = record.mounted.backend;
      const { entries } = tailer.read(file, { offset: cursor.offset }, { bytes: 16 << 20, entries: 1 });
      const [entry] = entries;
      return entry === undefined || tailer.align(file, cursor.offset) !== cursor.offset
        ? undefined
        : use(record, entry);
    });
  }
}

/** Where a transcript lies as its owner knows it: of a home in a sandbox, the path inside. */
function shownPath({ mounted, root, path }: FileRecord): string {
  return mounted.backend.discovery.shownPath?.(root, path) ?? `${root.path}/${path}`;
}
