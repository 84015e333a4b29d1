import type { DeckEvent } from "./events.ts";
import type { Block, Message } from "./message.ts";
import type { Transcript } from "./transcript.ts";

type PartialEvent = Extract<DeckEvent, { type: "partial" }>;

/** Blocks that are kept at once; a server that says more is not ours. */
const MAX_BLOCKS = 1_000;

interface Written {
  readonly messageId: string;
  readonly index: number;
  readonly kind: PartialEvent["kind"];
  readonly tool: string | undefined;
  readonly text: string;
  readonly block: Block;
}

/**
 * What an agent is writing in one session and the transcript does not hold yet: the counterpart of {@link Transcript}
 * for `partial` events. A block of a message is shown from here until the transcript has as many blocks of it, so that
 * each is shown once, whichever comes first. What did not change stays the same object.
 */
export class Partials {
  readonly #blocks = new Map<string, Written>();
  #shown: readonly Message[] = [];

  /** Takes a `partial` event of the session; returns whether something changed. */
  apply(event: PartialEvent): boolean {
    const { messageId, index, kind, at } = event;
    const name = `${index} ${messageId}`;
    const known = this.#blocks.get(name);
    // What follows a piece that never came has no place: a stream says all of it when it begins or resumes.
    if (at > (known?.text.length ?? 0)) return false;
    if (known === undefined && this.#blocks.size >= MAX_BLOCKS) return false;
    const tool = event.tool ?? known?.tool;
    const text = (known?.text.slice(0, at) ?? "") + event.text;
    if (known?.text === text && known.kind === kind && known.tool === tool) return false;
    const block = blockOf(name, kind, tool, text);
    this.#blocks.set(name, { messageId, index, kind, tool, text, block });
    return true;
  }

  /** Nothing is being written any more; returns whether something was. */
  end(): boolean {
    if (this.#blocks.size === 0) return false;
    this.#blocks.clear();
    return true;
  }

  /**
   * What is being written and the transcript lacks, as fragments to show after its messages, in the order in which it
   * began. A fragment has the id of its message, of which the transcript may hold the first blocks, and no cursor.
   */
  shown(transcript: Pick<Transcript, "held">): readonly Message[] {
    if (this.#blocks.size === 0 && this.#shown.length === 0) return this.#shown;
    const next = [...this.#missing(transcript)].map(([id, written]) => this.#message(id, written));
    const same = next.length === this.#shown.length && next.every((m, at) => m === this.#shown[at]);
    if (!same) this.#shown = next;
    return this.#shown;
  }

  #missing(transcript: Pick<Transcript, "held">): ReadonlyMap<string, Written[]> {
    const missing = new Map<string, Written[]>();
    for (const [name, written] of this.#blocks) {
      if (written.index < transcript.held(written.messageId)) {
        // For good: a window of the transcript may let go of its end again, and a long turn has many blocks.
        this.#blocks.delete(name);
        continue;
      }
      const list = missing.get(written.messageId);
      if (list === undefined) missing.set(written.messageId, [written]);
      else list.push(written);
    }
    return missing;
  }

  #message(id: string, written: Written[]): Message {
    const blocks = written.sort((a, b) => a.index - b.index).map(({ block }) => block);
    const known = this.#shown.find((message) => message.id === id);
    const same =
      known?.blocks.length === blocks.length && blocks.every((block, at) => block === known.blocks[at]);
    return same ? known : { id, role: "assistant", blocks };
  }
}

function blockOf(name: string, kind: PartialEvent["kind"], tool: string | undefined, text: string): Block {
  if (kind === "text") return { type: "text", text, format: "markdown" };
  if (kind === "thinking") return { type: "thinking", text };
  return {
    type: "tool_use",
    toolId: `partial ${name}`,
    name: tool ?? "",
    input: text,
    view: { kind: "generic", fields: text === "" ? [] : [{ name: "input", value: text }] },
  };
}
