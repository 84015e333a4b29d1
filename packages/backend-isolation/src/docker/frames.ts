import { Writable } from "node:stream";

const HEADER = 8;
const STDOUT = 1;
const STDERR = 2;

/** A frame that claims to be longer comes from no engine. */
const MAX_FRAME = 64 * 1024 * 1024;

/** Where the two outputs go. */
export interface Outputs {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/**
 * Takes apart what an engine sends of a command without a terminal: frames of one byte for the output, three of
 * nothing, four with the length (big-endian), and as many bytes (Docker Engine API, "ContainerAttach", stream format).
 * A reader that does not read makes the sender wait.
 */
export class FrameSplitter extends Writable {
  readonly #outputs: Outputs;
  readonly #header = Buffer.alloc(HEADER);
  #headerBytes = 0;
  /** What is left of the frame that is being read. */
  #left = 0;
  #target: Writable | undefined;

  constructor(outputs: Outputs) {
    super();
    this.#outputs = outputs;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#take(chunk).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#end();
    done(error);
  }

  async #take(chunk: Buffer): Promise<void> {
    let at = 0;
    while (at < chunk.length) {
      at += this.#left > 0 ? await this.#takeBody(chunk.subarray(at)) : this.#takeHeader(chunk.subarray(at));
    }
  }

  #takeHeader(bytes: Buffer): number {
    const taken = bytes.copy(this.#header, this.#headerBytes, 0, HEADER - this.#headerBytes);
    this.#headerBytes += taken;
    if (this.#headerBytes < HEADER) return taken;
    this.#headerBytes = 0;
    this.#left = this.#header.readUInt32BE(4);
    this.#target = this.#targetOf(this.#header[0] ?? 0);
    if (this.#left > MAX_FRAME) throw new Error("The engine sent a frame that is too long.");
    return taken;
  }

  #targetOf(stream: number): Writable {
    if (stream === STDOUT || stream === 0) return this.#outputs.stdout;
    if (stream === STDERR) return this.#outputs.stderr;
    throw new Error("The engine sent something that is no frame.");
  }

  async #takeBody(bytes: Buffer): Promise<number> {
    const piece = bytes.subarray(0, this.#left);
    this.#left -= piece.length;
    const { stdout, stderr } = this.#outputs;
    const target = this.#target === stderr ? stderr : stdout;
    if (target.writable && !target.write(piece)) await flows(target);
    return piece.length;
  }

  #end(): void {
    this.#outputs.stdout.end();
    this.#outputs.stderr.end();
  }
}

/** Resolves when a stream takes more, or takes nothing ever again. */
function flows(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      stream.off("drain", settle).off("close", settle).off("error", settle);
      resolve();
    };
    stream.on("drain", settle).on("close", settle).on("error", settle);
  });
}
