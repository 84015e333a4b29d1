import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { claudeImage } from "./claude-image.ts";
import { type Engine, noEngine, startEngine } from "./engine.ts";
import { tinyImage } from "./tiny-image.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Socket of who starts the engine that all tests share, once the first of them needs it. */
    engineBroker: string;
  }
}

/** What a test asks for, and what is made for the first that does. */
class Broker {
  readonly #dir = mkdtempSync(join(tmpdir(), "vdb-"));
  readonly socket: string = join(this.#dir, "s");
  readonly #server = createServer((request, response) => {
    this.#give(request.url ?? "")
      .then((text) => response.end(text))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  #engine: Promise<Engine> | undefined;
  #tiny: Promise<string> | undefined;
  #claude: Promise<string> | undefined;
  users = 0;

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.socket, resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await (await this.#engine?.catch(() => undefined))?.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #give(what: string): Promise<string> {
    this.#engine ??= startEngine();
    const engine = await this.#engine;
    if (what === "/tiny") {
      this.#tiny ??= tinyImage(engine);
      return this.#tiny;
    }
    if (what === "/claude") {
      this.#claude ??= claudeImage(engine);
      return this.#claude;
    }
    return JSON.stringify({ socket: engine.socket, host: engine.host, dir: engine.dir, pid: engine.pid });
  }
}

/** Projects whose tests share an engine load this file on their own each. */
const shared: { [key: symbol]: Promise<Broker> | undefined } = globalThis;
const KEY = Symbol.for("vibedeck.tests.engine");

/** Run by vitest before the first test of a project. Starts no engine yet. */
export async function setup(project: TestProject): Promise<void> {
  if (noEngine !== undefined) {
    process.stderr.write(`Tests with a real engine are skipped: ${noEngine}.\n`);
    return;
  }
  shared[KEY] ??= (async () => {
    const broker = new Broker();
    await broker.listen();
    return broker;
  })();
  const broker = await shared[KEY];
  broker.users++;
  project.provide("engineBroker", broker.socket);
}

/** Run by vitest after the last test of a project. */
export async function teardown(): Promise<void> {
  const broker = await shared[KEY];
  if (broker === undefined || --broker.users > 0) return;
  shared[KEY] = undefined;
  await broker.close();
}
