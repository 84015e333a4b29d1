import type { MountedBackend } from "../../host/mounted.ts";
import type { Root, TailCursor } from "../../parts.ts";
import type { SessionFacts, SessionRef } from "../../session.ts";
import type { FileStamp } from "../read/job.ts";
import { Totals } from "../usage/totals.ts";
import { type Brief, briefOf, NO_BRIEF } from "./brief.ts";

/** The facts parsed last: one look at a record asks for them several times. */
let lastParsed: { readonly record: FileRecord | undefined; readonly facts: SessionFacts | undefined } = {
  record: undefined,
  facts: undefined,
};

/** What is shown of a session whose transcript is not there yet, or holds nothing to show yet. */
export interface Expected {
  readonly title: string;
  /** Where it is started. */
  readonly cwd?: string;
}

/** One transcript file as the catalog knows it. */
export class FileRecord {
  readonly key: string;
  /** A small positive number, unique in the index: claims and usage rows name the file by it. */
  readonly no: number;
  readonly mounted: MountedBackend;
  readonly root: Root;
  readonly path: string;
  readonly ref: SessionRef;
  /** As the watcher saw it last. */
  size = 0;
  mtimeMs = 0;
  /** What was read of it; absent until it was read once. */
  stamp: FileStamp | undefined;
  /** Everything that stands in the file; copies are not taken off. */
  totals: Totals = new Totals();
  /** When it was last seen to grow, or its last message; milliseconds since the epoch. */
  quietSince = 0;
  /** Raised whenever the file turned out to be another one: streams then tell their readers to start over. */
  epoch = 0;
  /** True while `facts` come from the beginning and the end of the file only. */
  partial = true;
  /** Set for a session that was begun from here, until its transcript has something to show. */
  expected: Expected | undefined;
  #facts: SessionFacts | undefined;
  #factsText: string | undefined;
  #brief: Brief = NO_BRIEF;

  constructor(key: string, no: number, mounted: MountedBackend, root: Root, path: string, ref: SessionRef) {
    this.key = key;
    this.no = no;
    this.mounted = mounted;
    this.root = root;
    this.path = path;
    this.ref = ref;
  }

  /** What is known of the session. Those of a file that did not change since the last run are parsed when asked for. */
  get facts(): SessionFacts | undefined {
    if (this.#facts !== undefined || this.#factsText === undefined) return this.#facts;
    if (lastParsed.record !== this) {
      lastParsed = { record: this, facts: JSON.parse(this.#factsText) as SessionFacts };
    }
    return lastParsed.facts;
  }

  set facts(facts: SessionFacts | undefined) {
    if (facts !== undefined && facts.hidden === undefined) this.expected = undefined;
    this.#facts = facts;
    this.#factsText = undefined;
    this.#brief = facts === undefined ? NO_BRIEF : briefOf(facts);
  }

  /** Whether anything is known of the session. */
  get known(): boolean {
    return this.#facts !== undefined || this.#factsText !== undefined;
  }

  get brief(): Brief {
    return this.#brief;
  }

  /** Takes facts over from the index, as JSON text. */
  recall(factsText: string, brief: Brief): void {
    this.#facts = undefined;
    this.#factsText = factsText;
    this.#brief = brief;
  }

  /** Whether a file was ever seen of it that holds something. */
  get came(): boolean {
    return this.size > 0 || this.stamp !== undefined;
  }

  get owner(): string {
    return this.root.owner;
  }

  get cursor(): TailCursor {
    const { offset = 0, scanned } = this.stamp ?? {};
    return scanned === undefined ? { offset } : { offset, scanned };
  }

  /** Forgets what was read: the file is another one now. */
  reset(): void {
    this.stamp = undefined;
    this.facts = undefined;
    this.totals = new Totals();
    this.partial = true;
    this.epoch++;
  }
}
