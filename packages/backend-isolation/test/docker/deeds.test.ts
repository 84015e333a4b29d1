import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { Job, JobEnd, Sandbox, Tenant } from "../../src/sandbox-runtime.ts";
import { engineNote, noEngine } from "../engine/engine.ts";
import { api, ensuring, jobOf, openYard, outputOf, type Yard } from "./support.ts";

const LIMIT = 120_000;
const never = new AbortController().signal;

/** How soon a turn is to end when its sandbox does, in milliseconds. */
const SOON = 10_000;

interface Scene {
  readonly yard: Yard;
  readonly tenant: Tenant;
  readonly sandbox: Sandbox;
  readonly job: Job;
}

/** A job that runs, and would for ten minutes. */
async function running(script = "echo begun; sleep 600"): Promise<Scene> {
  const yard = await openYard();
  const tenant = yard.tenant();
  const sandbox = await yard.runtime.ensure(tenant, ensuring());
  const job = await yard.runtime.exec(sandbox, jobOf(["sh", "-c", script]), never);
  await once(job.stdout, "data");
  return { yard, tenant, sandbox, job };
}

/** Both of a job's ends: the word on it, and that of its output. */
async function endOf(job: Job): Promise<JobEnd> {
  const [end] = await Promise.all([job.ended, outputOf(job)]);
  return end;
}

async function worksAgain({ yard, tenant }: Scene): Promise<void> {
  const sandbox = await yard.runtime.ensure(tenant, ensuring());
  const job = await yard.runtime.exec(sandbox, jobOf(["echo", "again"]), never);
  expect(await outputOf(job)).toBe("again\n");
  expect(await job.ended).toEqual({ code: 0, cause: "exit" });
}

describe.skipIf(noEngine !== undefined)(`a job whose sandbox somebody else${engineNote}`, () => {
  it.each([
    ["removes", "DELETE", "?force=1"],
    ["kills", "POST", "/kill"],
    ["stops", "POST", "/stop?t=1"],
    ["starts anew", "POST", "/restart?t=1"],
  ])(
    "%s ends soon with that reason, and the next one runs (203)",
    {
      timeout: LIMIT,
    },
    async (_, method, path) => {
      const scene = await running();
      const begun = performance.now();

      await api(scene.yard, method, `/containers/${scene.sandbox.id}${path}`);
      const done = performance.now();
      expect((await endOf(scene.job)).cause).toBe("stopped");
      // An engine takes its time for killing and starting.
      expect(performance.now() - Math.max(begun, done)).toBeLessThan(SOON);
      await worksAgain(scene);
    },
  );

  it("freezes does not end, and goes on with it (203)", { timeout: LIMIT }, async () => {
    const { yard, tenant, sandbox, job } = await running("echo begun; read -r line; exit 7");

    await api(yard, "POST", `/containers/${sandbox.id}/pause`);
    expect(await yard.runtime.running(tenant.owner)).toBeUndefined();
    await expect(yard.runtime.exec(sandbox, jobOf(["true"]), never)).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    job.stdin.end("told\n");
    expect(await yard.runtime.ensure(tenant, ensuring())).toEqual(sandbox);
    expect(await endOf(job)).toEqual({ code: 7, cause: "exit" });
  });

  it("renames is not ours any more, and left alone (189)", { timeout: LIMIT }, async () => {
    const { yard, tenant, sandbox } = await running();
    const other = yard.tenant();

    await api(yard, "POST", `/containers/${sandbox.id}/rename?name=sandbox-${other.owner}`);
    await expect(yard.runtime.ensure(other, ensuring())).rejects.toMatchObject({ code: "CONFLICT" });
    const listed = await yard.runtime.list();
    expect(listed.filter(({ owner }) => owner === other.owner)).toMatchObject([{ state: "foreign" }]);
    expect(listed.filter(({ owner }) => owner === tenant.owner)).toEqual([]);
  });
});

/** When the engine saw a container end, in milliseconds since the epoch; `undefined` while it runs. */
async function finishedAt({ yard, sandbox }: Scene): Promise<number | undefined> {
  const { body } = await api(yard, "GET", `/containers/${sandbox.id}/json`);
  const { State } = body as { readonly State: { readonly Running: boolean; readonly FinishedAt: string } };
  return State.Running ? undefined : Date.parse(State.FinishedAt);
}

/** Runs something bad beside the job of a scene. @returns how both ended, and how long that took to be known. */
async function hurt(scene: Scene, script: string): Promise<{ causes: readonly string[]; ms: number }> {
  const bad = await scene.yard.runtime.exec(scene.sandbox, jobOf(["sh", "-c", script]), never);
  const ends = await Promise.all([endOf(bad), endOf(scene.job)]);
  const known = Date.now();
  return { causes: ends.map(({ cause }) => cause), ms: known - ((await finishedAt(scene)) ?? Number.NaN) };
}

describe.skipIf(noEngine !== undefined)(`a sandbox under gVisor${engineNote}`, () => {
  it("that runs out of memory ends all its jobs with that reason, and the next one runs (199)", {
    timeout: LIMIT,
  }, async () => {
    const scene = await running();

    const { causes, ms } = await hurt(scene, "x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done");
    for (const cause of causes) expect(["memory", "died"]).toContain(cause);
    expect(ms).toBeLessThan(SOON);
    await worksAgain(scene);
  });

  it("that has more processes than it may ends all its jobs, and the next one runs (200)", {
    timeout: LIMIT,
  }, async () => {
    const scene = await running();

    const { causes, ms } = await hurt(scene, "b() { b | b & }; while :; do b; done");
    for (const cause of causes) expect(["memory", "died"]).toContain(cause);
    expect(ms).toBeLessThan(SOON);
    await worksAgain(scene);
  });
});
