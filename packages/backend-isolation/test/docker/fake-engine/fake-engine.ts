import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import { createBody } from "../../../src/docker/create-body.ts";
import { DockerSandbox } from "../../../src/docker/docker-sandbox.ts";
import type { Wanted } from "../../../src/docker/facts.ts";
import { SPEC } from "../support.ts";

/** What the fake says to one call; `next` is the answer it would give if nobody had told it another. */
export type Reaction = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** How the fake takes a command's connection over. */
export type Takeover = (socket: Socket) => void;

/** Speaks as much of the Docker Engine API as a sandbox needs, and errs where a test says so. */
export interface FakeEngine {
  readonly host: string;
  readonly runtime: DockerSandbox;
  readonly tenant: Wanted["tenant"];
  /** `METHOD /path` of every call so far, without version and query. */
  readonly calls: readonly string[];
  /** What is said to calls whose `METHOD /path` begins like this, from now on. */
  on(call: string, reaction: Reaction): void;
  /** What becomes of the connections of commands, from now on. */
  onExec(takeover: Takeover): void;
  /** The container as an inspection tells it; changed by tests. `undefined`: there is none. */
  container: Record<string, unknown> | undefined;
}

const INSTANCE = "0123456789abcdef0123456789abcdef";
const IMAGE = {
  Id: `sha256:${"1".repeat(64)}`,
  Config: { Env: ["PATH=/bin"], Labels: { "vibedeck.sandbox": "1" } },
};
const TENANT = { owner: "alice", home: "/srv/users/alice" };

export async function fakeEngine(): Promise<FakeEngine> {
  const dir = mkdtempSync(join(tmpdir(), "vdf-"));
  const reactions: [string, Reaction][] = [];
  const calls: string[] = [];
  let takeover: Takeover = (socket) => socket.end();
  const server = createServer((request, response) => {
    const call = callOf(request);
    calls.push(call);
    const reaction = reactions.findLast(([prefix]) => call.startsWith(prefix))?.[1];
    const next = (): void => usual(engine, call, response);
    if (reaction === undefined) next();
    else reaction(request, response, next);
  });
  server.on("upgrade", (request, socket: Socket) => {
    calls.push(callOf(request));
    socket.on("error", () => {});
    socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
    takeover(socket);
  });
  const socketPath = join(dir, "s");
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const host = `unix://${socketPath}`;
  const runtime = new DockerSandbox({ host, spec: SPEC, instance: () => INSTANCE, logger: silentLogger });
  onTestFinished(() => {
    runtime.close();
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const engine: FakeEngine = {
    host,
    runtime,
    calls,
    tenant: TENANT,
    container: undefined,
    on: (call, reaction) => void reactions.push([call, reaction]),
    onExec: (next) => {
      takeover = next;
    },
  };
  return engine;
}

export function say(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** A container that was made as it should be. */
export function madeContainer(state = "running"): Record<string, unknown> {
  const wanted: Wanted = {
    tenant: TENANT,
    spec: SPEC,
    instance: INSTANCE,
    image: { id: IMAGE.Id, config: IMAGE.Config },
  };
  return described(createBody(wanted), state);
}

/** One frame of a command's output. */
export function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

function callOf({ method, url = "" }: IncomingMessage): string {
  return `${method} ${url.replace(/^\/v[\d.]+/, "").replace(/\?.*/, "")}`;
}

function described(body: Record<string, unknown>, state: string): Record<string, unknown> {
  const { HostConfig, Labels, Hostname } = body;
  return {
    Id: "c1",
    Name: `/sandbox-${TENANT.owner}`,
    Image: IMAGE.Id,
    State: { Status: state, Running: state === "running", ExitCode: 0 },
    Config: { ...IMAGE.Config, Hostname, Labels },
    HostConfig: { ...(HostConfig as object), MaskedPaths: ["/proc/kcore"], ReadonlyPaths: ["/proc/sys"] },
    Mounts: [{ Type: "bind", Source: TENANT.home, Destination: "/root", RW: true, Propagation: "rprivate" }],
    NetworkSettings: { Networks: { none: {} } },
  };
}

function usual(engine: FakeEngine, call: string, response: ServerResponse): void {
  const name = `/containers/sandbox-${TENANT.owner}`;
  if (call === "GET /version") say(response, 200, { ApiVersion: "1.41", Version: "20.10.24" });
  else if (call === "GET /events") response.writeHead(200).flushHeaders();
  else if (call.startsWith("GET /images/")) say(response, 200, IMAGE);
  else if (call === `GET ${name}/json` || call === "GET /containers/c1/json") {
    if (engine.container === undefined) say(response, 404, { message: "No such container" });
    else say(response, 200, engine.container);
  } else if (call === "POST /containers/create") {
    engine.container = madeContainer("created");
    say(response, 201, { Id: "c1" });
  } else if (call === "POST /containers/c1/start") {
    engine.container = { ...engine.container, State: { Status: "running", Running: true } };
    say(response, 204);
  } else if (call === "DELETE /containers/c1") {
    engine.container = undefined;
    say(response, 204);
  } else if (call === "POST /containers/c1/exec") say(response, 201, { Id: "e1" });
  else if (call === "GET /exec/e1/json") say(response, 200, { Running: false, ExitCode: 0 });
  else say(response, 404, { message: "page not found" });
}
