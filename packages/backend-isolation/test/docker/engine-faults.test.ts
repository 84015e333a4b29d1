import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Engine, engineNote, noEngine, startEngine } from "../engine/engine.ts";
import { tinyImage } from "../engine/tiny-image.ts";
import { ensuring, jobOf, SPEC, type Yard, yardAt } from "./support.ts";

const LIMIT = 180_000;
const never = new AbortController().signal;

/** An engine of its own, to be hurt. */
async function ownEngine(liveRestore = false): Promise<{ readonly engine: Engine; readonly yard: Yard }> {
  const engine = await startEngine({ liveRestore });
  onTestFinished(() => engine.stop(), 60_000);
  await tinyImage(engine);
  return { engine, yard: yardAt(engine, SPEC) };
}

describe.skipIf(noEngine !== undefined)(`an engine that fails${engineNote}`, () => {
  it("by never answering: calls end in time, and work again when it does (198)", {
    timeout: LIMIT,
  }, async () => {
    const { engine, yard } = await ownEngine();
    const tenant = yard.tenant();
    const sandbox = await yard.runtime.ensure(tenant, ensuring());
    const job = await yard.runtime.exec(sandbox, jobOf(["sleep", "600"]), never);

    engine.pause();
    const begun = performance.now();
    await expect(yard.runtime.list()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect((await yard.runtime.health()).ok).toBe(false);
    engine.resume();

    await expect
      .poll(() => yard.runtime.list().catch(() => []), { timeout: 40_000, interval: 500 })
      .toHaveLength(1);
    job.stdin.end();
    expect(await yard.runtime.stop(tenant.owner, 1_000)).toBe(true);
    expect((await job.ended).cause).toBe("stopped");
  });

  it("by being killed during a job: the job goes on where sandboxes outlive it, and its end is known (197)", {
    timeout: LIMIT,
  }, async () => {
    const { engine, yard } = await ownEngine(true);
    const tenant = yard.tenant();
    const sandbox = await yard.runtime.ensure(tenant, ensuring());
    const spec = jobOf(["sh", "-c", "echo begun; sleep 8; exit 7"]);
    const job = await yard.runtime.exec(sandbox, spec, never);
    await once(job.stdout, "data");

    await engine.kill();
    await expect(yard.runtime.list()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await engine.restart();
    expect(await job.ended).toEqual({ code: 7, cause: "exit" });
    await expect.poll(() => yard.runtime.running(tenant.owner).catch(() => undefined)).toEqual(sandbox);
  });

  it("by being away: everything says so, and goes on when it is there (196)", {
    timeout: LIMIT,
  }, async () => {
    const { engine, yard } = await ownEngine();
    await engine.kill();
    const tenant = yard.tenant();
    await expect(yard.runtime.ensure(tenant, ensuring())).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await yard.runtime.health()).toMatchObject({ ok: false });
    await engine.restart();
    await expect
      .poll(
        () =>
          yard.runtime.ensure(tenant, ensuring()).then(
            ({ owner }) => owner,
            () => undefined,
          ),
        {
          timeout: 40_000,
          interval: 500,
        },
      )
      .toBe(tenant.owner);
  });
});
