import { VibeDeckError } from "@vibedeck/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AgentRecord, readRecord, writeRecord } from "../../src/jobs/agent-record.ts";
import { SandboxProcess } from "../../src/jobs/sandbox-process.ts";
import type { JobEnd } from "../../src/sandbox-runtime.ts";
import { FakeJob } from "../lifecycle/fake-runtime.ts";

const SPEC = { job: "job-12345678", argv: ["claude"], cwd: "/root", env: {} } as const;

interface Running {
  readonly job: FakeJob;
  readonly process: SandboxProcess;
  readonly abort: AbortController;
  /** How often its place was given back. */
  readonly given: () => number;
}

function running(more: { readonly thaw?: () => Promise<void> } = {}): Running {
  const job = new FakeJob(SPEC);
  const abort = new AbortController();
  let given = 0;
  const process = new SandboxProcess(
    {
      owner: "ann",
      name: SPEC.job,
      job,
      signal: async (name) => void job.signals.push(name),
      thaw: async () => {},
      active: () => {},
      over: () => given++,
      ...more,
    },
    abort.signal,
  );
  return { job, process, abort, given: () => given };
}

describe("an agent in a sandbox", () => {
  it("has what it reads written to it, and its lines read, however they are cut", async () => {
    const { job, process } = running();
    await process.write('{"a":1}\n');
    process.end();
    for (const piece of ["on", "e\ntw", "o\nthree"]) job.stdout.write(piece);
    job.over();

    const lines: string[] = [];
    for await (const line of process.lines()) lines.push(line);

    expect(String(job.stdin.read())).toBe('{"a":1}\n');
    expect(lines).toEqual(["one", "two", "three"]);
  });

  it("makes who writes wait while it does not read", async () => {
    const { job, process } = running();
    let handed = false;
    const written = Promise.all([process.write("x".repeat(100_000)), process.write("y")]).then(() => {
      handed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(handed).toBe(false);

    job.stdin.resume();
    await written;
  });

  it("refuses what is written to it when it is gone, also what was under way", async () => {
    const { job, process } = running();
    const first = process.write("x".repeat(100_000));
    const second = process.write("y");
    job.stdin.destroy();

    await expect(second).rejects.toMatchObject({ code: "AGENT_FAILED" });
    await expect(process.write("z")).rejects.toMatchObject({ code: "AGENT_FAILED" });
    await first.catch(() => {});
  });

  it("tells the last 8 kB of its errors, and gives its place back once", async () => {
    const { job, process, given } = running();
    job.stderr.write(`${"x".repeat(20_000)}the end`);
    job.over({ code: 3, cause: "exit" });

    const exit = await process.exit;

    expect(exit.code).toBe(3);
    expect(exit.stderr).toHaveLength(8_192);
    expect(exit.stderr.endsWith("the end")).toBe(true);
    expect(exit).not.toHaveProperty("reason");
    expect(given()).toBe(1);
  });

  it("ends by what became of its sandbox, although its streams stay open (199)", async () => {
    const { job, process } = running();
    // Under gVisor nobody ends the streams of a sandbox that was killed.
    job.stdout.end = () => job.stdout;
    job.stderr.end = () => job.stderr;
    job.over({ code: null, cause: "died" });

    expect(await process.exit).toMatchObject({
      code: null,
      reason: "Your sandbox ran out of memory, or was killed.",
    });
  });

  it("does not end because its output does (183)", async () => {
    const { job, process } = running();
    let ended = false;
    void process.exit.then(() => {
      ended = true;
    });
    job.stdout.end("OCI runtime exec failed: exit code 1\n");
    job.stderr.end("OCI runtime exec failed: exec failed\n");
    for await (const _line of process.lines());
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);

    job.over();
    expect((await process.exit).code).toBe(0);
  });

  it("says why it ended where its place knows better than the code (184)", async () => {
    const causes: readonly JobEnd["cause"][] = ["exit", "memory", "died", "stopped", "not-started", "lost"];
    const said = new Map<string, string | undefined>();
    for (const cause of causes) {
      const { job, process } = running();
      job.over({ code: cause === "exit" ? 1 : null, cause });
      const { reason, hint } = await process.exit;
      said.set(cause, reason);
      expect(hint === undefined).toBe(cause === "exit");
    }

    expect(said.get("exit")).toBeUndefined();
    expect(said.get("lost")).toMatch(/does not answer.*not known/);
    expect(new Set(said.values()).size).toBe(causes.length);
  });

  it("has no process id: the numbers inside mean nothing outside", () => {
    expect(running().process).not.toHaveProperty("pid");
  });

  it("has a frozen sandbox go on before it is written to (203)", async () => {
    const steps: string[] = [];
    const { job, process } = running({ thaw: async () => void steps.push("thawed") });
    job.stdin.on("data", () => steps.push("read"));

    await process.write("x");

    expect(steps).toEqual(["thawed", "read"]);
  });

  it("is signalled while it is there, and nobody else afterwards", async () => {
    const { job, process } = running();
    await process.signal("SIGINT");
    job.over();
    await process.exit;
    await process.signal("SIGKILL");

    expect(job.signals).toEqual(["SIGINT"]);
  });

  it("goes on without the server when it is let go: its input ends, and nothing is told or signalled", async () => {
    const { job, process, abort, given } = running();
    let ended = false;
    void process.exit.then(() => {
      ended = true;
    });
    job.stdin.resume();
    const closed = new Promise((resolve) => job.stdin.once("end", resolve));

    process.detach();
    process.detach();
    abort.abort();
    await process.signal("SIGTERM");
    await closed;
    job.over();
    await new Promise((resolve) => setImmediate(resolve));

    expect(job.signals).toEqual([]);
    expect(ended).toBe(false);
    expect(given()).toBe(1);
  });
});

describe("an agent that nobody waits for any more", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is told to end, and killed two seconds later", async () => {
    const { job, abort } = running();

    abort.abort();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(job.signals).toEqual(["SIGTERM"]);
    await vi.advanceTimersByTimeAsync(1);

    expect(job.signals).toEqual(["SIGTERM", "SIGKILL"]);
  });

  it("is not killed when it ended", async () => {
    const { job, abort } = running();

    abort.abort();
    job.over({ code: 143, cause: "exit" });
    await vi.advanceTimersByTimeAsync(10_000);

    expect(job.signals).toEqual(["SIGTERM"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is told by an engine that is away for nothing: that breaks nobody", async () => {
    const job = new FakeJob(SPEC);
    const refuse = async (): Promise<never> => {
      throw new VibeDeckError("UNAVAILABLE", "The engine does not answer.");
    };
    const started = {
      owner: "ann",
      name: SPEC.job,
      job,
      signal: refuse,
      thaw: async () => {},
      active: () => {},
      over: () => {},
    };
    const process = new SandboxProcess(started, AbortSignal.abort());
    await vi.advanceTimersByTimeAsync(5_000);
    job.over();
    await vi.advanceTimersByTimeAsync(5_000);

    expect((await process.exit).code).toBe(0);
  });
});

describe("the record of an agent", () => {
  const record: AgentRecord = { owner: "ann", job: "job-12345678" };

  it("is read as it was written", () => {
    expect(readRecord(JSON.parse(JSON.stringify(writeRecord(record))))).toEqual(record);
  });

  it.each([
    ["nothing", null],
    ["a list", [record.owner, record.job]],
    ["a text", "ann"],
    ["another owner's way", { owner: "../ben", job: record.job }],
    ["a long owner", { owner: "a".repeat(56), job: record.job }],
    ["no owner", { job: record.job }],
    ["a number for a job", { owner: "ann", job: 12_345_678 }],
    ["a job that is an option", { owner: "ann", job: "--version\n" }],
    ["a short job", { owner: "ann", job: "job" }],
  ])("is refused when it is %s", (_, value) => {
    expect(readRecord(value)).toBeUndefined();
  });

  it("is refused when what it says is inherited", () => {
    expect(readRecord(Object.create({ owner: "ann", job: record.job }) as never)).toBeUndefined();
  });
});
