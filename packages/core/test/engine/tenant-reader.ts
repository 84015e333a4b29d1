import type { EventStream, ScopedView, StreamItem } from "@vibedeck/core";
import { isObject, own } from "@vibedeck/core";

/** A page as a tenant has it open: a list and a followed session, kept up by events alone, over reconnects. */
export class TenantReader {
  /** Titles by key. */
  readonly list = new Map<string, string>();
  readonly ids: string[] = [];
  /** Everything that came, as it came. */
  readonly raw: string[] = [];
  lastId = "";
  readonly #view: ScopedView;
  readonly #session: string;
  #after: string | undefined;
  #stream: EventStream;

  constructor(view: ScopedView, session: string) {
    this.#view = view;
    this.#session = session;
    const page = view.messages(session, {});
    this.#after = page?.to;
    this.ids.push(...(page?.messages.map(({ id }) => id) ?? []));
    this.#stream = this.#open(undefined);
  }

  reconnect(lastEventId: string): void {
    this.#stream.close();
    this.#stream = this.#open(lastEventId);
  }

  read(maxBytes: number): void {
    for (const item of this.#stream.take(maxBytes)) this.#got(item);
  }

  async until(done: () => boolean): Promise<void> {
    for (;;) {
      this.read(1 << 20);
      await this.refresh();
      if (done()) return;
      await new Promise<void>((resolve) => this.#stream.onReady(resolve));
    }
  }

  /** Fetches the list again where the stream said so. */
  async refresh(): Promise<void> {
    if (!this.#stale) return;
    this.#stale = false;
    this.list.clear();
    const page = await this.#view.sessions({ limit: 1_000 });
    this.raw.push(JSON.stringify(page));
    for (const { key, title } of page.sessions) this.list.set(key, title);
  }

  close(): void {
    this.#stream.close();
  }

  #stale = true;

  #open(lastEventId: string | undefined): EventStream {
    return this.#view.stream({
      session: this.#session,
      ...(this.#after === undefined ? {} : { after: this.#after }),
      ...(lastEventId === undefined ? {} : { lastEventId }),
    });
  }

  #got({ id, type, data }: StreamItem): void {
    this.lastId = id;
    this.raw.push(data);
    const event: unknown = JSON.parse(data);
    if (!isObject(event)) return;
    if (type === "hello" && own(event, "list") === "reset") this.#stale = true;
    if (type === "session-removed") this.list.delete(String(own(event, "key")));
    const session = own(event, "session");
    if (type === "session" && isObject(session))
      this.list.set(String(own(session, "key")), String(own(session, "title")));
    const messages = own(event, "messages");
    if (type !== "messages" || !Array.isArray(messages)) return;
    this.#after = String(own(event, "to"));
    for (const message of messages) if (isObject(message)) this.ids.push(String(own(message, "id")));
  }
}
