import type { Progress } from "@vibedeck/core";
import type { TextSink } from "./terminal.ts";

const CLEAR = "\r\u001b[2K";
const EVERY_MS = 200;
const WIDTH = 24;

/** The last line of a terminal, which shows how far the first reading has come. Log lines pass above it. */
export class ProgressLine implements TextSink {
  readonly isTTY = true;
  readonly #to: TextSink;
  #shown = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(to: TextSink) {
    this.#to = to;
  }

  /** Writes other text without tearing the line. */
  write(text: string): void {
    this.#to.write(this.#shown === "" ? text : `${CLEAR}${text}${this.#shown}`);
  }

  /** Shows progress until it is done. */
  follow(progress: () => Progress): void {
    const started = performance.now();
    const tick = (): void => {
      const now = progress();
      if (!now.done) {
        // A line that wraps cannot be taken back.
        this.#show(progressText(now).slice(0, (this.#to.columns ?? 80) - 1));
        return;
      }
      this.stop();
      if (now.totalFiles > 0) this.#to.write(`${doneText(now, performance.now() - started)}\n`);
    };
    this.#timer = setInterval(tick, EVERY_MS);
    this.#timer.unref();
    tick();
  }

  /** Takes the line away. */
  stop(): void {
    clearInterval(this.#timer);
    this.#show("");
  }

  #show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    this.#to.write(`${CLEAR}${text}`);
  }
}

/** One line of text: a bar, files, bytes. */
export function progressText({ files, totalFiles, bytes, totalBytes }: Progress): string {
  // A file that grows meanwhile may take the count beyond what was there at first.
  const share = totalBytes === 0 ? 0 : Math.min(1, bytes / totalBytes);
  const filled = Math.floor(share * WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
  return `Reading transcripts ${bar} ${files}/${totalFiles}, ${size(bytes)} of ${size(totalBytes)}`;
}

function doneText({ totalFiles, totalBytes }: Progress, ms: number): string {
  return `Read ${totalFiles} transcripts (${size(totalBytes)}) in ${(ms / 1000).toFixed(1)} s.`;
}

function size(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return bytes < 1_000_000_000
    ? `${Math.round(bytes / 1_000_000)} MB`
    : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
