import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isObject, type JsonObject } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import { type Heard, heardIn } from "./heard.ts";
import { type Reply, say, textsOf } from "./reply.ts";
import { sendReply } from "./send-reply.ts";
import { until } from "./until.ts";

/** What to answer to messages that hold a text. Several replies are used one after the other, the last one for ever. */
interface Rule {
  readonly fragment: string;
  readonly replies: Reply[];
}

/** A stand-in of Anthropic's Messages API on 127.0.0.1 that answers by what the last message says. */
export class Model {
  /** What was asked, oldest first; requests that the tool makes for itself (titles) do not count. */
  readonly heard: Heard[] = [];
  readonly #rules: Rule[] = [];
  readonly #changed = new Set<() => void>();
  readonly #spoken: string[] = [];
  #url = "";

  static async start(): Promise<Model> {
    const model = new Model();
    const server = createServer((request, response) => {
      void model.#answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the stand-in has no port");
    model.#url = `http://127.0.0.1:${address.port}`;
    onTestFinished(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return model;
  }

  /** For `ANTHROPIC_BASE_URL`. */
  get url(): string {
    return this.#url;
  }

  /** Sets the answers to messages, or results of tools, that hold a text. Newer rules win. */
  on(fragment: string, ...replies: readonly Reply[]): void {
    this.#rules.unshift({ fragment, replies: [...replies] });
    this.#spoken.push(...replies.flatMap(textsOf));
  }

  /** Resolves with the first message that holds a text; those that came before count. */
  async hears(fragment: string): Promise<Heard> {
    const find = (): Heard | undefined => this.heard.find(({ last }) => last.includes(fragment));
    await until(
      () => find() !== undefined,
      this.#changed,
      () => `"${fragment}" was asked`,
    );
    return find() ?? this.hears(fragment);
  }

  /** How many messages hold a text. */
  count(fragment: string): number {
    return this.heard.filter(({ last }) => last.includes(fragment)).length;
  }

  /** Every text that it was told to answer. */
  spoken(): readonly string[] {
    return this.#spoken;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    const { pathname } = new URL(request.url ?? "/", this.#url);
    if (request.method !== "POST" || pathname !== "/v1/messages") {
      response.writeHead(404, { "content-type": "application/json" });
      response.end('{"type":"error","error":{"type":"not_found_error","message":"not found"}}');
      return;
    }
    const heard = heardIn(body);
    if (heard.tools) {
      this.heard.push(heard);
      for (const check of this.#changed) check();
    }
    await sendReply(response, this.#reply(heard), heard.model, body["stream"] === true);
  }

  #reply(heard: Heard): Reply {
    if (!heard.tools) return say("A title");
    const rule = this.#rules.find(({ fragment }) => heard.last.includes(fragment));
    const reply = rule === undefined || rule.replies.length > 1 ? rule?.replies.shift() : rule.replies[0];
    if (reply !== undefined) return reply;
    return say(heard.results.length > 0 ? "That is done." : `You said: ${heard.said.slice(0, 200)}`);
  }
}

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  const value: unknown = text === "" ? {} : JSON.parse(text);
  return isObject(value) ? value : {};
}
