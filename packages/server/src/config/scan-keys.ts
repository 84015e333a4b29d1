import { parse } from "smol-toml";

/** Where something stands in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A key of a TOML document. Indexes are those of arrays of tables and of arrays. */
export interface ScannedKey extends Position {
  readonly path: readonly (string | number)[];
}

/**
 * Finds where the keys of a TOML document stand, in the order of the document; a key set twice is there twice.
 * The parser tells positions for syntax errors only. Meant for documents that parse: at the first thing it does not
 * understand it stops and returns what it has.
 */
export function scanKeys(text: string): readonly ScannedKey[] {
  const scanner = new KeyScanner(text);
  scanner.document();
  return scanner.keys;
}

type Path = readonly (string | number)[];

const BARE_KEY = /[A-Za-z0-9_-]/;
const END_OF_SCALAR = new Set([",", "]", "}", "#", "\n", ""]);

/** Deeper documents are refused by the parser already. */
const MAX_DEPTH = 200;

class KeyScanner {
  readonly keys: ScannedKey[] = [];
  readonly #text: string;
  readonly #tables = new Map<string, number>();
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    let table: Path | undefined = [];
    for (this.#skipBlank(); this.#peek() !== "" && table !== undefined; this.#skipBlank()) {
      if (this.#peek() === "[") table = this.#header();
      else if (!this.#assignment(table)) return;
    }
  }

  #header(): Path | undefined {
    const isArray = this.#text[this.#at + 1] === "[";
    this.#advance(isArray ? 2 : 1);
    const path = this.#dottedKey(this.#current([]), isArray);
    if (path === undefined || !this.#take(isArray ? "]]" : "]")) return undefined;
    if (!isArray) return path;
    const name = JSON.stringify(path);
    const index = (this.#tables.get(name) ?? -1) + 1;
    this.#tables.set(name, index);
    return [...path, index];
  }

  #assignment(table: Path): boolean {
    const path = this.#dottedKey(table, false);
    return path !== undefined && this.#take("=") && this.#value(path);
  }

  /** Reads `a.b.c` and notes each step of it; only the last is new for certain. */
  #dottedKey(table: Path, isArray: boolean): Path | undefined {
    let path = table;
    for (;;) {
      this.#skipSpace();
      const position = this.#position();
      const key = this.#key();
      if (key === undefined || path.length > MAX_DEPTH) return undefined;
      path = [...path, key];
      this.keys.push({ path, ...position });
      if (!this.#take(".")) return path;
      path = isArray || table.length === 0 ? this.#current(path) : path;
    }
  }

  /** `[[a]] [a.b]` means the `b` of the latest `a`. */
  #current(path: Path): Path {
    const index = this.#tables.get(JSON.stringify(path));
    return index === undefined ? path : [...path, index];
  }

  #key(): string | undefined {
    const start = this.#at;
    const quote = this.#peek();
    if (quote === '"' || quote === "'") {
      if (!this.#string()) return undefined;
      return unquote(this.#text.slice(start, this.#at));
    }
    while (BARE_KEY.test(this.#peek())) this.#advance(1);
    return this.#at === start ? undefined : this.#text.slice(start, this.#at);
  }

  #value(path: Path): boolean {
    if (path.length > MAX_DEPTH) return false;
    this.#skipSpace();
    const first = this.#peek();
    if (first === '"' || first === "'") return this.#string();
    if (first === "[") return this.#array(path);
    if (first === "{") return this.#inlineTable(path);
    while (!END_OF_SCALAR.has(this.#peek())) this.#advance(1);
    return true;
  }

  #array(path: Path): boolean {
    this.#advance(1);
    for (let index = 0; ; index += 1) {
      this.#skipBlank();
      if (this.#take("]")) return true;
      if (!this.#value([...path, index])) return false;
      this.#skipBlank();
      if (!this.#take(",") && this.#peek() !== "]") return false;
    }
  }

  #inlineTable(path: Path): boolean {
    this.#advance(1);
    for (;;) {
      this.#skipBlank();
      if (this.#take("}")) return true;
      if (!this.#assignment(path)) return false;
      this.#skipBlank();
      if (!this.#take(",") && this.#peek() !== "}") return false;
    }
  }

  #string(): boolean {
    const quote = this.#peek();
    const end = this.#text.startsWith(quote.repeat(3), this.#at) ? quote.repeat(3) : quote;
    this.#advance(end.length);
    while (!this.#text.startsWith(end, this.#at)) {
      if (this.#peek() === "") return false;
      this.#advance(quote === '"' && this.#peek() === "\\" ? 2 : 1);
    }
    this.#advance(end.length);
    // Up to two quotes may stand before the three that end a long string.
    while (end.length === 3 && this.#peek() === quote) this.#advance(1);
    return true;
  }

  #skipSpace(): void {
    while (this.#peek() === " " || this.#peek() === "\t") this.#advance(1);
  }

  #skipBlank(): void {
    for (;;) {
      const next = this.#peek();
      if (next === "#") while (this.#peek() !== "\n" && this.#peek() !== "") this.#advance(1);
      else if (next === " " || next === "\t" || next === "\r" || next === "\n" || next === "\uFEFF")
        this.#advance(1);
      else return;
    }
  }

  #take(expected: string): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith(expected, this.#at)) return false;
    this.#advance(expected.length);
    return true;
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #advance(count: number): void {
    for (const end = this.#at + count; this.#at < end; this.#at += 1) {
      if (this.#peek() !== "\n") continue;
      this.#line += 1;
      this.#lineStart = this.#at + 1;
    }
  }

  #position(): Position {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }
}

function unquote(key: string): string | undefined {
  try {
    return Object.keys(parse(`${key} = 0`))[0];
  } catch {
    // Not a key that the parser would take: the scan ends here.
    return undefined;
  }
}
