import type { Cursor } from "../../cursor.ts";
import type { Scope } from "../../principal.ts";
import type { EventStream, StreamItem, StreamOptions } from "../../view.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { Overlay } from "../drive/seams.ts";
import { NOTHING_YET } from "../view/empty-page.ts";
import { formatEventId, parseEventId } from "./event-id.ts";
import type { EventLog } from "./event-log.ts";
import type { Hub } from "./hub.ts";
import { OverlayReader, type Push } from "./overlay-reader.ts";

/** Messages read from a file for a stream that lags behind. */
export interface CaughtUp {
  readonly data: string;
  /** Byte after the last entry. */
  readonly to: number;
}

/** What a stream needs of the engine, already bound to its scope. */
export interface StreamSources {
  readonly hub: Hub;
  readonly version: string;
  /** A record by key, if the scope may see it. */
  readonly find: (key: string) => FileRecord | undefined;
  /** Where a record's complete entries end now, and its generation. */
  readonly end: (record: FileRecord) => Cursor | undefined;
  /** The same of the file as it is on disk, which a page may have shown before the record knows it. */
  readonly endOnDisk: (record: FileRecord) => Cursor | undefined;
  /** Messages after an offset, stringified; `undefined` when there are none. */
  readonly read: (record: FileRecord, generation: string, offset: number) => CaughtUp | undefined;
  /** What a running agent says of a session that the scope may drive. */
  readonly overlay: (key: string) => Overlay | undefined;
}

/**
 * One reader's events. It remembers two places, in the log of its scope and in the followed file, and yields what
 * comes after them when asked; so there is nothing to lose, to double or to pile up between the two.
 */
export class ScopedStream implements EventStream {
  readonly #sources: StreamSources;
  readonly #log: EventLog;
  /** The followed file; another record takes its place when the file is deleted and made anew. */
  #record: FileRecord | undefined;
  /** Present when the followed session is the reader's own: nobody else is told how it is driven. */
  readonly #driving: OverlayReader | undefined;
  readonly #release: (() => void)[] = [];
  readonly #opening: StreamItem[] = [];
  #seq: number;
  #cursor: Cursor | undefined;
  #epoch = 0;
  #listener: (() => void) | undefined;

  constructor(sources: StreamSources, scope: Scope, options: StreamOptions) {
    this.#sources = sources;
    this.#log = sources.hub.log(scope);
    const wake = (): void => this.#wake();
    this.#release.push(this.#log.subscribe(wake));
    this.#record = options.session === undefined ? undefined : sources.find(options.session);
    if (this.#record !== undefined) this.#release.push(sources.hub.followed.follow(this.#record.key, wake));
    if (this.#record?.owner === scope.principal.id)
      this.#driving = new OverlayReader(this.#record.key, sources.overlay);
    this.#seq = this.#log.last;
    this.#open(options);
  }

  take(maxBytes: number): readonly StreamItem[] {
    const items: StreamItem[] = this.#opening.splice(0);
    let bytes = 0;
    const push: Push = (type, data) => {
      items.push({ id: this.#id(), type, data });
      bytes += data.length;
    };
    const room = (): boolean => bytes < maxBytes;
    this.#takeMessages(push, room);
    // After the messages: what is complete there is not shown as being written any more.
    this.#driving?.take(push, room);
    while (room() && this.#seq < this.#log.last) this.#takeListed(push);
    return items;
  }

  onReady(listener: () => void): void {
    this.#listener = listener;
  }

  close(): void {
    for (const release of this.#release.splice(0)) release();
    this.#log.idleSince = Date.now();
    this.#listener = undefined;
  }

  #open(options: StreamOptions): void {
    const last = parseEventId(options.lastEventId);
    const list = last?.run === this.#log.run && this.#log.reaches(last.seq) ? "resumed" : "reset";
    if (list === "resumed" && last !== undefined) this.#seq = last.seq;
    const session = this.#record === undefined ? undefined : this.#openSession(options, last?.cursor);
    const { version } = this.#sources;
    const data = JSON.stringify({ list, ...(session === undefined ? {} : { session }), version });
    this.#opening.push({ id: this.#id(), type: "hello", data });
  }

  /** Goes on after the last cursor if it still means something, else from the end. */
  #openSession(options: StreamOptions, resumed: Cursor | undefined): "resumed" | "reset" {
    const record = this.#record;
    if (record === undefined) return "reset";
    this.#epoch = record.epoch;
    const end = this.#sources.end(record);
    const [generation, offset] = (options.after ?? "").split(".");
    const asked =
      generation && offset && /^\d{1,15}$/.test(offset) ? { generation, offset: Number(offset) } : undefined;
    // The last event may have been about another session, which the reader followed before.
    const places = [resumed, asked].filter((place) => place !== undefined);
    const holds = (place: Cursor): boolean =>
      isWithin(place, end) || isWithin(place, this.#sources.endOnDisk(record));
    const from = places.find(holds);
    // What came after an empty page is wanted from its first entry on; its generation shows when it is taken.
    const sawNothing = from === undefined && asked?.generation === NOTHING_YET;
    this.#cursor = sawNothing ? undefined : (from ?? end);
    if (sawNothing) return "resumed";
    return from !== undefined || places.length === 0 ? "resumed" : "reset";
  }

  #takeMessages(push: Push, room: () => boolean): void {
    const known = this.#record;
    const record = known === undefined ? undefined : this.#sources.find(known.key);
    if (record === undefined) return;
    if (record !== known || record.epoch !== this.#epoch) {
      this.#record = record;
      this.#epoch = record.epoch;
      this.#cursor = this.#sources.end(record);
      push("session-reset", JSON.stringify({ key: record.key }));
      return;
    }
    if (!record.came) return;
    this.#cursor ??= this.#beginning(record);
    while (room() && this.#cursor !== undefined) {
      const { generation, offset } = this.#cursor;
      if (record.stamp !== undefined && record.stamp.offset <= offset) return;
      const chunk =
        this.#sources.hub.followed.chunkAt(record.key, record.epoch, offset) ??
        this.#sources.read(record, generation, offset);
      if (chunk === undefined) return;
      this.#cursor = { generation, offset: chunk.to };
      push("messages", chunk.data);
    }
  }

  /** A file that held nothing complete when the stream opened is wanted from its first entry. */
  #beginning(record: FileRecord): Cursor | undefined {
    const end = this.#sources.end(record);
    return end === undefined ? undefined : { generation: end.generation, offset: 0 };
  }

  #takeListed(push: Push): void {
    const event = this.#log.after(this.#seq);
    if (event === undefined) {
      this.#seq = this.#log.last;
      push("hello", JSON.stringify({ list: "reset", version: this.#sources.version }));
      return;
    }
    this.#seq = event.seq;
    push(event.type, event.data);
  }

  #id(): string {
    const position = { run: this.#log.run, seq: this.#seq };
    return formatEventId(this.#cursor === undefined ? position : { ...position, cursor: this.#cursor });
  }

  #wake(): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.();
  }
}

function isWithin(place: Cursor, end: Cursor | undefined): boolean {
  return end !== undefined && place.generation === end.generation && place.offset <= end.offset;
}
