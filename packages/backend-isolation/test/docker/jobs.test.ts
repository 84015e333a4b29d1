import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { engineNote, noEngine } from "../engine/engine.ts";
import { api, ensuring, jobOf, openYard, outputOf } from "./support.ts";

const LIMIT = 180_000;
const never = new AbortController().signal;

describe.skipIf(noEngine !== undefined)(`commands in a sandbox of a real engine${engineNote}`, () => {
  it.each([0, 1, 126, 127, 130, 143])(
    "end with their own exit code %i (184)",
    { timeout: LIMIT },
    async (code) => {
      const yard = await openYard();
      const sandbox = await yard.runtime.ensure(yard.tenant(), ensuring());
      const job = await yard.runtime.exec(sandbox, jobOf(["sh", "-c", `exit ${code}`]), never);
      expect(await job.ended).toEqual({ code, cause: "exit" });
    },
  );

  it("are not taken for failures by what they print (183)", { timeout: LIMIT }, async () => {
    const yard = await openYard();
    const sandbox = await yard.runtime.ensure(yard.tenant(), ensuring());
    const words = "OCI runtime exec failed: exec failed: unable to start container process";
    const job = await yard.runtime.exec(sandbox, jobOf(["echo", words]), never);
    expect(await outputOf(job)).toBe(`${words}\n`);
    expect(await job.ended).toEqual({ code: 0, cause: "exit" });
  });

  it("that are not there are told from those that fail (184)", { timeout: LIMIT }, async () => {
    const yard = await openYard();
    const sandbox = await yard.runtime.ensure(yard.tenant(), ensuring());
    const job = await yard.runtime.exec(sandbox, jobOf(["true"], { cwd: "/nowhere/at/all" }), never);
    expect((await job.ended).cause).toBe("not-started");
  });

  it("bring 20 MB whole and in order, and take 2 MB", { timeout: LIMIT }, async () => {
    const yard = await openYard();
    const sandbox = await yard.runtime.ensure(yard.tenant(), ensuring());
    const flood = await yard.runtime.exec(
      sandbox,
      jobOf(["sh", "-c", "yes 0123456 | head -c 20000000"]),
      never,
    );
    expect(await outputOf(flood)).toBe("0123456\n".repeat(2_500_000));
    const count = await yard.runtime.exec(sandbox, jobOf(["wc", "-c"]), never);
    count.stdin.end("x".repeat(2_000_000));
    expect((await outputOf(count)).trim()).toBe("2000000");
  });

  it("that were let go run on, are found again, and can be ended with all they started (181, 207)", {
    timeout: LIMIT,
  }, async () => {
    const yard = await openYard();
    const tenant = yard.tenant();
    const sandbox = await yard.runtime.ensure(tenant, ensuring());
    const spec = jobOf(["sh", "-c", "setsid sleep 600 & echo begun; sleep 600"]);
    const job = await yard.runtime.exec(sandbox, spec, never);
    for await (const piece of job.stdout) if (String(piece).includes("begun")) break;
    job.detach();

    const later = yard.other();
    expect(await later.jobs(tenant.owner)).toEqual([{ job: spec.job, running: true }]);
    const ended = later.follow(tenant.owner, spec.job);
    expect(await later.signal(tenant.owner, spec.job, "SIGTERM")).toBe(true);
    expect((await ended).cause).toBe("exit");
    expect(await later.signal(tenant.owner, spec.job, "SIGKILL")).toBe(false);
    const { stdout } = await later.run(sandbox, ["ps", "-o", "args"], { signal: never, maxBytes: 8_192 });
    expect(stdout.toString()).not.toContain("sleep 600");
  });

  it("are thirty at once, and none is lost (206)", { timeout: LIMIT }, async () => {
    const yard = await openYard();
    const sandbox = await yard.runtime.ensure(yard.tenant(), ensuring());
    const said = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const job = await yard.runtime.exec(sandbox, jobOf(["echo", `job ${n}`]), never);
        const text = await outputOf(job);
        return `${text.trim()} ${(await job.ended).code}`;
      }),
    );
    expect(said).toEqual(Array.from({ length: 30 }, (_, n) => `job ${n} 0`));
  });

  it("leave no descriptor open, and nothing at the engine (205)", { timeout: LIMIT }, async () => {
    const yard = await openYard();
    const tenant = yard.tenant();
    const sandbox = await yard.runtime.ensure(tenant, ensuring());
    const once = async (): Promise<void> => {
      const job = await yard.runtime.exec(sandbox, jobOf(["true"]), never);
      await outputOf(job);
      await job.ended;
    };
    await once();
    const before = readdirSync("/proc/self/fd").length;
    for (let n = 0; n < 60; n++) await once();
    await expect
      .poll(() => readdirSync("/proc/self/fd").length, { timeout: 10_000 })
      .toBeLessThanOrEqual(before + 2);
    const { body } = await api(yard, "GET", `/containers/sandbox-${tenant.owner}/json`);
    expect((body as { readonly ExecIDs: readonly string[] | null }).ExecIDs ?? []).toHaveLength(0);
  });

  it("are not run with a zero byte (13, 175)", { timeout: LIMIT }, async () => {
    const yard = await openYard();
    const sandbox = await yard.runtime.ensure(yard.tenant(), ensuring());
    const refused = yard.runtime.exec(sandbox, jobOf(["echo", "a\0b"]), never);
    await expect(refused).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
