import type {
  AgentExit,
  AgentInfo,
  AgentProcess,
  Answer,
  Cli,
  Conversation,
  ConversationEvent,
  EndSignal,
  OutgoingMessage,
} from "@vibedeck/core";

const INFO: AgentInfo = { models: [], permissionModes: [], commands: [], agents: [] };

/** An agent at the edge of the driver, where the order of events is what matters: it does what a test says. */
export class FakeAgent {
  /** What it was told, in order: messages, interrupts, signals. */
  readonly calls: string[] = [];
  started = false;
  /** What it does with a message. */
  onSend: (message: OutgoingMessage) => Promise<void> = async () => {};
  onAnswer: (id: string, answer: Answer) => Promise<void> = async () => {};
  onOpen: (signal: AbortSignal) => Promise<AgentInfo> = async () => INFO;
  onSetModel: () => Promise<void> = async () => {};
  /** A signal that ends it. */
  mortalBy: EndSignal = "SIGKILL";
  readonly #events: ConversationEvent[] = [];
  readonly #exit: Promise<AgentExit>;
  #end: (exit: AgentExit) => void = () => {};
  #wake: () => void = () => {};
  #ended = false;
  #broken: Error | undefined;
  #onCall: () => void = () => {};

  constructor() {
    this.#exit = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  say(...events: readonly ConversationEvent[]): void {
    this.#events.push(...events);
    this.#wake();
  }

  /** What it says cannot be read any more. */
  breakWith(error: Error): void {
    this.#broken = error;
    this.#wake();
  }

  die(exit: AgentExit = { code: 1, stderr: "" }): void {
    this.#ended = true;
    this.#end(exit);
    this.#wake();
  }

  /** Resolves once it was told something. */
  async told(call: string): Promise<void> {
    while (!this.calls.includes(call)) {
      await new Promise<void>((resolve) => {
        this.#onCall = resolve;
      });
    }
  }

  note(call: string): void {
    this.calls.push(call);
    this.#onCall();
  }

  get process(): AgentProcess {
    return {
      write: async () => {},
      end: () => {},
      lines: async function* () {},
      signal: async (name) => {
        this.note(name);
        if (name === this.mortalBy) this.die({ code: null, signal: name, stderr: "" });
      },
      exit: this.#exit,
    };
  }

  get conversation(): Conversation {
    return {
      open: (signal) => this.onOpen(signal),
      events: () => this.#all(),
      send: (message) => {
        this.note(`send ${message.text}`);
        return this.onSend(message);
      },
      interrupt: async () => {
        this.note("interrupt");
      },
      answer: (id, answer) => this.onAnswer(id, answer),
      setModel: (model) => {
        this.note(`model ${model}`);
        return this.onSetModel();
      },
      setPermissionMode: async () => {},
      explain: ({ code, stderr }) => ({ kind: "crashed", text: `ended with ${code}`, stderr }),
      close: () => {
        this.note("close");
        this.die({ code: 0, stderr: "" });
      },
    };
  }

  async *#all(): AsyncIterable<ConversationEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (this.#broken !== undefined) throw this.#broken;
      if (event !== undefined) yield event;
      else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** Starts these agents, one after the other. */
export function fakeCli(...agents: readonly FakeAgent[]): Partial<Cli> {
  const waiting = [...agents];
  const byProcess = new Map<AgentProcess, FakeAgent>();
  return {
    async start() {
      const agent = waiting.shift();
      if (agent === undefined) throw new Error("no more agents");
      const { process } = agent;
      agent.started = true;
      byProcess.set(process, agent);
      return process;
    },
    converse(process) {
      const agent = byProcess.get(process);
      if (agent === undefined) throw new Error("no such agent");
      return agent.conversation;
    },
  };
}
