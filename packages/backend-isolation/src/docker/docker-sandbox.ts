import type { EndSignal, Logger } from "@vibedeck/core";
import type { BuildOptions, BuildRequest } from "../commands/sources.ts";
import type { EngineProbe } from "../diagnose/engine-facts.ts";
import { PROGRAMS } from "../image.ts";
import type {
  EnsureOptions,
  FoundJob,
  Job,
  JobEnd,
  JobSpec,
  RunResult,
  Sandbox,
  SandboxEvent,
  SandboxRuntime,
  SandboxSpec,
  SandboxStatus,
  SandboxUse,
  Tenant,
} from "../sandbox-runtime.ts";
import { buildImage } from "./build-image.ts";
import { containerUse } from "./container-use.ts";
import { EngineClient } from "./engine-client.ts";
import { engineRefused } from "./engine-error.ts";
import { HealthCheck, type HealthFound } from "./engine-health.ts";
import { ensureContainer, foreign, inspect, removeContainer, unpause } from "./ensure.ts";
import { EventFeed } from "./event-feed.ts";
import { eventQueue } from "./event-queue.ts";
import { SandboxGone, startExec } from "./exec.ts";
import { nameOf } from "./facts.ts";
import { JobEnding } from "./job-end.ts";
import { jobsIn, signalJob } from "./jobs.ts";
import { judge } from "./judge.ts";
import { letFinish } from "./let-finish.ts";
import { listContainers } from "./list-containers.ts";
import { containerLogs } from "./logs.ts";
import { engineProbe } from "./probe.ts";
import { at, textAt } from "./read.ts";
import { runExec } from "./run-exec.ts";

/** What {@link DockerSandbox} is made of. */
export interface DockerOptions {
  /** `unix:///path` or `tcp://host:port`. */
  readonly host: string;
  readonly spec: SandboxSpec;
  /** The random id of this installation. @throws when there is no place for one. */
  readonly instance: () => string;
  readonly logger: Logger;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** Sandboxes as containers of a Docker Engine. */
export class DockerSandbox implements SandboxRuntime {
  readonly #options: DockerOptions;
  readonly #client: EngineClient;
  readonly #events: EventFeed;
  readonly #health: HealthCheck;
  readonly #now: () => number;

  constructor(options: DockerOptions) {
    const { now = () => performance.now() } = options;
    this.#options = options;
    this.#now = now;
    this.#client = new EngineClient(options.host, now);
    this.#events = new EventFeed(this.#client, options.instance, options.logger);
    this.#health = new HealthCheck(this.#client, options.spec, now);
  }

  /** For a diagnosis. */
  get probe(): EngineProbe {
    return engineProbe(this.#client);
  }

  /** Builds an image. See `ImageBuilder`. */
  build(request: BuildRequest, options: BuildOptions): Promise<void> {
    return buildImage(this.#client, request, options);
  }

  /** Listens to the engine no more. Nothing that runs is touched. */
  close(): void {
    this.#events.close();
  }

  ensure(tenant: Tenant, options: EnsureOptions): Promise<Sandbox> {
    const { spec, logger, instance } = this.#options;
    return ensureContainer({ client: this.#client, spec, instance: instance(), logger }, tenant, options);
  }

  async exec(sandbox: Sandbox, spec: JobSpec, signal: AbortSignal): Promise<Job> {
    const { job, argv, cwd, env } = spec;
    const request = { argv: ["setsid", "-w", `${PROGRAMS}/run`, job, ...argv], cwd, env, stdin: true };
    // Listens before anything can happen.
    const watched = { owner: sandbox.owner, container: sandbox.id, job };
    const exec = await startExec(this.#client, sandbox.id, request, { signal });
    const ending = this.#ending({ ...watched, exec: exec.id });
    void exec.silent.then(() => ending.look());
    void ending.ended.then((end) => letFinish(exec, end));
    return {
      stdin: exec.socket,
      stdout: exec.stdout,
      stderr: exec.stderr,
      ended: ending.ended,
      detach: () => {
        ending.giveUp();
        // What was written last still goes out: it may be somebody's message.
        exec.socket.end(() => exec.socket.destroy());
      },
    };
  }

  run(
    sandbox: Sandbox,
    argv: readonly [string, ...string[]],
    options: { readonly signal: AbortSignal; readonly maxBytes: number },
  ): Promise<RunResult> {
    return runExec(this.#client, sandbox.id, argv, options);
  }

  async signal(owner: string, job: string, name: EndSignal): Promise<boolean> {
    const found = await this.#ours(owner);
    const id = textAt(found, "Id");
    if (id === undefined || at(found, "State", "Running") !== true) return false;
    // Who is frozen hears no signal: whoever wants it to end wants it to go on for that.
    if (at(found, "State", "Paused") === true) await unpause(this.#client, id);
    return signalJob(this.#client, id, job, name);
  }

  async jobs(owner: string): Promise<readonly FoundJob[]> {
    const sandbox = await this.running(owner);
    if (sandbox === undefined) return [];
    try {
      return await jobsIn(this.#client, sandbox.id);
    } catch (error) {
      if (error instanceof SandboxGone) return [];
      throw error;
    }
  }

  async follow(owner: string, job: string): Promise<JobEnd> {
    const found = await inspect(this.#client, nameOf(owner));
    const container = textAt(found, "Id");
    // One that is frozen goes on some day, and its jobs with it.
    const runs = at(found, "State", "Running") === true && this.#isOurs(found, owner);
    if (container === undefined || !runs) return { code: null, cause: "stopped" };
    const ending = this.#ending({ owner, container, job });
    ending.look();
    return ending.ended;
  }

  async running(owner: string): Promise<Sandbox | undefined> {
    const found = await inspect(this.#client, nameOf(owner));
    if (found === undefined || at(found, "State", "Status") !== "running") return undefined;
    const id = textAt(found, "Id");
    return id !== undefined && this.#isOurs(found, owner) ? { owner, id } : undefined;
  }

  list(): Promise<readonly SandboxStatus[]> {
    return listContainers(this.#client, this.#options.instance());
  }

  use(owner: string): Promise<SandboxUse | undefined> {
    return containerUse(this.#client, nameOf(owner));
  }

  async stop(owner: string, graceMs: number): Promise<boolean> {
    const found = await this.#ours(owner);
    if (found === undefined || at(found, "State", "Running") !== true) return false;
    const id = textAt(found, "Id") ?? "";
    // A paused one cannot be told to stop.
    if (at(found, "State", "Paused") === true) await unpause(this.#client, id);
    const path = `/containers/${id}/stop?t=${Math.max(1, Math.ceil(graceMs / 1_000))}`;
    const reply = await this.#client.ask("POST", path, { timeoutMs: graceMs + 20_000 });
    if (reply.status >= 400 && reply.status !== 404)
      throw engineRefused("The sandbox could not be stopped.", reply);
    return true;
  }

  async remove(owner: string): Promise<boolean> {
    const found = await this.#ours(owner);
    if (found === undefined) return false;
    const id = textAt(found, "Id") ?? "";
    if (at(found, "State", "Paused") === true) await unpause(this.#client, id);
    await removeContainer(this.#client, id);
    return true;
  }

  async logs(owner: string, maxBytes: number): Promise<string> {
    const found = await this.#ours(owner);
    return found === undefined ? "" : containerLogs(this.#client, textAt(found, "Id") ?? "", maxBytes);
  }

  events(signal: AbortSignal): AsyncIterable<SandboxEvent> {
    return eventQueue((listener) => this.#events.listen(listener), signal);
  }

  health(): Promise<HealthFound> {
    return this.#health.look();
  }

  #isOurs(found: unknown, owner: string): boolean {
    return judge(found, owner, this.#options.instance(), undefined).kind !== "foreign";
  }

  #ending(watched: ConstructorParameters<typeof JobEnding>[0]): JobEnding {
    return new JobEnding(watched, {
      client: this.#client,
      events: this.#events,
      now: this.#now,
      jobs: (container) => jobsIn(this.#client, container),
    });
  }

  /** @throws `VibeDeckError` `CONFLICT` for one that is not ours. */
  async #ours(owner: string): Promise<unknown> {
    const found = await inspect(this.#client, nameOf(owner));
    if (found === undefined) return undefined;
    const verdict = judge(found, owner, this.#options.instance(), undefined);
    if (verdict.kind === "foreign") throw foreign(owner, verdict.why, this.#options.logger);
    return found;
  }
}
