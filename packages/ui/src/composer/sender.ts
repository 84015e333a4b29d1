import type { SendReceipt } from "@vibedeck/core";
import { ApiError, asApiError } from "../app/http.ts";
import type { BoxContent, Boxes } from "./boxes.ts";
import { messageId } from "./message-id.ts";
import { deliver } from "./outbox.ts";
import type { Trouble } from "./trouble.ts";

/** Bytes of a message's text. */
const MAX_TEXT = 1_000_000;

interface Journey {
  readonly abort: AbortController;
  readonly content: BoxContent;
}

/** Brings what stands in boxes to the server: one message of a place at a time, and each once. */
export class Sender {
  readonly #changed: () => void;
  readonly #journeys = new Map<string, Journey>();
  readonly #troubles = new Map<string, Trouble>();

  /** @param changed Told when what {@link Sender.sending} or {@link Sender.trouble} say is another. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  sending(place: string): boolean {
    return this.#journeys.has(place);
  }

  trouble(place: string): Trouble | undefined {
    return this.#troubles.get(place);
  }

  dismiss(place: string): void {
    if (this.#troubles.delete(place)) this.#changed();
  }

  /** Gives up: what was written stays in its box. */
  stop(place: string): void {
    this.#journeys.get(place)?.abort.abort();
  }

  /**
   * Sends what stands in a box and empties it once the server acknowledged it.
   * @returns `undefined` when it could not be sent ({@link Sender.trouble} says why), or is being sent already.
   */
  async send(
    boxes: Boxes,
    place: string,
    content: BoxContent,
    post: (id: string, signal: AbortSignal) => Promise<SendReceipt>,
  ): Promise<SendReceipt | undefined> {
    if (this.#journeys.has(place)) return undefined;
    const abort = new AbortController();
    const id = content.attempt ?? messageId();
    const journey = { abort, content };
    this.#journeys.set(place, journey);
    this.#troubles.delete(place);
    boxes.write(place, { ...content, attempt: id });
    this.#changed();
    try {
      refuseLong(content.text);
      const receipt = await deliver({
        post: (signal) => post(id, signal),
        signal: abort.signal,
        waiting: (tries) => this.#trouble(place, { kind: "waiting", tries }),
      });
      this.#troubles.delete(place);
      boxes.sent(place, content);
      return receipt;
    } catch (error) {
      // It may have been met in the stream meanwhile: then it arrived, and there is nothing to say.
      if (this.#journeys.get(place) === journey)
        this.#trouble(place, { kind: "failed", error: asApiError(error) });
      return undefined;
    } finally {
      if (this.#journeys.get(place) === journey) this.#journeys.delete(place);
      this.#changed();
    }
  }

  /** The server is known to have a message that was tried to be sent from here. Returns whether it was one. */
  arrived(boxes: Boxes, place: string, ids: ReadonlySet<string>): boolean {
    const content = boxes.read(place);
    if (content.attempt === undefined || !ids.has(content.attempt)) return false;
    // The answer is on its way; without trouble it says the same in a moment.
    if (this.#journeys.has(place) && !this.#troubles.has(place)) return false;
    const journey = this.#journeys.get(place);
    this.#journeys.delete(place);
    this.#troubles.delete(place);
    journey?.abort.abort();
    boxes.sent(place, content);
    this.#changed();
    return true;
  }

  #trouble(place: string, trouble: Trouble): void {
    this.#troubles.set(place, trouble);
    this.#changed();
  }
}

function refuseLong(text: string): void {
  if (new Blob([text]).size > MAX_TEXT)
    throw new ApiError(
      "PAYLOAD_TOO_LARGE",
      413,
      "The message is too long: 1 MB of text may go along.",
      "Put a part of it into a file of the project.",
    );
}
