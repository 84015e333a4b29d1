import type { Send } from "@vibedeck/core";
import { readPreference, writePreference } from "../app/preferences.ts";
import type { DriveApi } from "../drive/drive-api.ts";
import { messageId } from "./message-id.ts";
import type { QueueActions } from "./queue-row.ts";

/** What {@link QueueControl} needs of the composer around it. */
export interface QueueHost {
  readonly key: () => string;
  readonly api: () => DriveApi;
  readonly changed: () => void;
  /** Runs a request; says what went wrong and returns false when it fails. */
  readonly attempt: (run: () => Promise<unknown>) => Promise<boolean>;
  /** Puts a text into the box. */
  readonly put: (text: string) => void;
  readonly focusBox: () => void;
  readonly focusEditor: () => void;
  readonly tell: (text: string) => void;
}

/** Messages that failed and were put away, by id: so many are remembered. */
const MAX_DISMISSED = 50;

/** What can be done with the messages above the box. */
export class QueueControl {
  readonly #host: QueueHost;
  /** The message that is being edited, and its whole text. */
  editing: { readonly id: string; readonly text: string } | undefined;
  /** Messages with a request on its way. */
  busy: ReadonlySet<string> = new Set();
  /** Messages that the reader has put away. */
  dismissed: ReadonlySet<string> = new Set(keptDismissed());

  constructor(host: QueueHost) {
    this.#host = host;
  }

  /** The ids under which failed messages are sent again: trying twice is no second message. */
  readonly #again = new Map<string, string>();

  readonly actions: QueueActions = {
    edit: (send) => void this.#edit(send),
    save: (send, text) => void this.#save(send, text),
    cancel: () => this.#close(),
    steer: (send) => void this.#ask(send, (api, key) => api.change(key, send.id, { move: "steer" })),
    release: (send) => void this.#ask(send, (api, key) => api.change(key, send.id, { move: "queue" })),
    remove: (send) => void this.#ask(send, (api, key) => api.remove(key, send.id)),
    again: (send) => void this.#sendAgain(send),
    putBack: (send) => void this.#putBack(send),
    dismiss: (send) => this.#dismiss(send),
  };

  async #edit(send: Send): Promise<void> {
    await this.#ask(send, async (api, key) => {
      const { whole } = await api.sent(key, send.id);
      this.editing = { id: send.id, text: whole };
    });
    this.#host.focusEditor();
  }

  async #save(send: Send, text: string): Promise<void> {
    if (text.trim() === "") return;
    if (await this.#ask(send, (api, key) => api.change(key, send.id, { text }))) this.#close();
  }

  #close(): void {
    this.editing = undefined;
    this.#host.changed();
    this.#host.focusBox();
  }

  async #sendAgain(send: Send): Promise<void> {
    const id = this.#again.get(send.id) ?? messageId();
    this.#again.set(send.id, id);
    const sent = await this.#ask(send, async (api, key) => {
      const { whole } = await api.sent(key, send.id);
      await api.send(key, { id, text: whole });
    });
    if (sent) this.#dismiss(send);
  }

  async #putBack(send: Send): Promise<void> {
    const whole = await this.#host
      .api()
      .sent(this.#host.key(), send.id)
      .catch(() => undefined);
    this.#host.put(whole?.whole ?? send.text);
    this.#dismiss(send);
    if (send.attachments.length > 0) this.#host.tell("Attach the files again: they were not kept.");
  }

  #dismiss(send: Send): void {
    this.dismissed = new Set([...this.dismissed, send.id].slice(-MAX_DISMISSED));
    writePreference("dismissed", [...this.dismissed]);
    this.#host.changed();
  }

  async #ask(send: Send, ask: (api: DriveApi, key: string) => Promise<unknown>): Promise<boolean> {
    this.busy = new Set([...this.busy, send.id]);
    this.#host.changed();
    const done = await this.#host.attempt(() => ask(this.#host.api(), this.#host.key()));
    this.busy = new Set([...this.busy].filter((id) => id !== send.id));
    this.#host.changed();
    return done;
  }
}

function keptDismissed(): readonly string[] {
  const kept = readPreference("dismissed");
  return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string") : [];
}
