import { describe, expect, it } from "vitest";
import { engineNote, noEngine } from "../engine/engine.ts";
import { api, ensuring, jobOf, openYard, outputOf } from "./support.ts";

describe.skipIf(noEngine !== undefined)(`a container of a real engine${engineNote}`, () => {
  it("runs", { timeout: 120_000 }, async () => {
    const yard = await openYard();
    const tenant = yard.tenant();
    const told: string[] = [];
    console.time("ensure");
    const sandbox = await yard.runtime.ensure(tenant, ensuring({ progress: (t) => told.push(t) }));
    console.timeEnd("ensure");
    console.time("again");
    expect(await yard.runtime.ensure(tenant, ensuring())).toEqual(sandbox);
    console.timeEnd("again");
    console.time("exec");
    const job = await yard.runtime.exec(
      sandbox,
      jobOf(["sh", "-c", "cat; uname -r; exit 3"]),
      new AbortController().signal,
    );
    job.stdin.end("hello\n");
    expect(await outputOf(job)).toBe("hello\n4.4.0\n");
    console.timeEnd("exec");
    expect(await job.ended).toEqual({ code: 3, cause: "exit" });
    console.timeEnd("exec");
    console.log(
      told,
      await yard.runtime.jobs(tenant.owner),
      await yard.runtime.list(),
      await yard.runtime.use(tenant.owner),
      await yard.runtime.health(),
    );
    const stats = await api(
      yard,
      "GET",
      `/containers/sandbox-${tenant.owner}/stats?stream=false&one-shot=true`,
    );
    console.log(JSON.stringify(stats.body).slice(0, 1500));
    console.log(await yard.runtime.probe.facts());
    console.time("stop");
    expect(await yard.runtime.stop(tenant.owner, 5000)).toBe(true);
    console.timeEnd("stop");
    console.log(await yard.runtime.list(), await yard.runtime.logs(tenant.owner, 1000));
    expect(await yard.runtime.remove(tenant.owner)).toBe(true);
  });
});
