import { type AgentExit, type AgentProcess, isObject, type JsonObject } from "@vibedeck/core";

/** A process that says what the test has it say, and keeps what it is told. */
export class ScriptedProcess implements AgentProcess {
  readonly told: JsonObject[] = [];
  readonly exit: Promise<AgentExit>;
  closed = false;
  /** Called with each line that is written. */
  onTold: (line: JsonObject) => void = () => {};
  readonly #lines: string[] = [];
  #wake: () => void = () => {};
  #ended = false;
  #settle: (exit: AgentExit) => void = () => {};
  /** Lines that were taken by the reader. */
  taken = 0;

  constructor() {
    this.exit = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  async write(chunk: string): Promise<void> {
    if (this.#ended) throw new Error("it is gone");
    for (const line of chunk.split("\n").filter((one) => one !== "")) {
      const value: unknown = JSON.parse(line);
      if (!isObject(value)) throw new Error(`no object: ${line}`);
      this.told.push(value);
      this.onTold(value);
    }
  }

  end(): void {
    this.closed = true;
  }

  /** Has the process print lines. */
  say(...lines: readonly unknown[]): void {
    this.#lines.push(...lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))));
    this.#wake();
  }

  /** Ends it. */
  die(exit: AgentExit): void {
    this.#ended = true;
    this.#settle(exit);
    this.#wake();
  }

  async *lines(): AsyncGenerator<string> {
    for (;;) {
      const line = this.#lines[this.taken];
      if (line !== undefined) {
        this.taken++;
        yield line;
      } else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  async signal(): Promise<void> {
    this.die({ code: null, signal: "SIGKILL", stderr: "" });
  }
}

/** The answer to a control request. */
export function answering(line: JsonObject, response: JsonObject): JsonObject {
  return {
    type: "control_response",
    response: { subtype: "success", request_id: line["request_id"] ?? "", response },
  };
}
