import { VibeDeckError } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { AWAY } from "../lifecycle/fake-runtime.ts";
import { barrier, settle } from "../lifecycle/support.ts";
import { openPlace } from "./support.ts";

describe("an agent that is started in a sandbox", () => {
  it("is the image's own program, in an environment made from scratch (185)", async () => {
    const { runtime, start } = openPlace({ variables: { ANTHROPIC_API_KEY: "key", LANG: "de_DE.UTF-8" } });
    process.env["VIBEDECK_TEST_SECRET"] = "the server's";
    await start("ann", { argv: ["claude", "-p", "--resume=x; rm -rf /"], env: { MAX_TOKENS: "5" } });
    delete process.env["VIBEDECK_TEST_SECRET"];

    const { spec } = runtime.job("ann");

    expect(spec.argv).toEqual(["/usr/local/bin/claude", "-p", "--resume=x; rm -rf /"]);
    expect(spec.job).toMatch(/^[a-z0-9-]{8,64}$/);
    expect(spec.env).toEqual({
      HOME: "/root",
      USER: "root",
      LOGNAME: "root",
      SHELL: "/bin/sh",
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      LANG: "de_DE.UTF-8",
      TERM: "dumb",
      IS_SANDBOX: "1",
      ANTHROPIC_API_KEY: "key",
      MAX_TOKENS: "5",
    });
  });

  it("tells what is made ready, and keeps the sandbox for as long as it runs", async () => {
    const { runtime, keeper, start } = openPlace();
    const told: string[] = [];
    const agent = await start("ann", {}, { told });

    expect(told).toEqual(["creating your sandbox…"]);
    expect(keeper.of("ann")).toMatchObject({ leases: 1, agents: 1 });
    runtime.job("ann").over();
    await agent.exit;
    expect(keeper.of("ann")).toMatchObject({ leases: 0, agents: 0 });
  });

  it("is started once more, under another name, when its sandbox went away in between (203)", async () => {
    const { runtime, keeper, start } = openPlace();
    let left = 1;
    runtime.beforeExec = ({ owner }) => {
      if (left-- > 0) runtime.end(owner, "died");
    };

    await start("ann");

    expect(runtime.calls).toEqual(["ensure ann", "ensure ann", "exec ann"]);
    expect(keeper.of("ann").leases).toBe(1);
  });

  it("is not tried a third time (203)", async () => {
    const { runtime, keeper, start } = openPlace();
    runtime.beforeExec = ({ owner }) => void runtime.end(owner, "died");

    await expect(start("ann")).rejects.toMatchObject({ code: "UNAVAILABLE" });

    expect(runtime.calls).toEqual(["ensure ann", "ensure ann"]);
    expect(keeper.of("ann").leases).toBe(0);
  });

  it.each(["AGENT_MISSING", "FOLDER_MISSING", "UNAVAILABLE"] as const)(
    "is not tried again when its sandbox is there and it says %s",
    async (code) => {
      const { runtime, keeper, start } = openPlace();
      runtime.beforeExec = () => {
        throw new VibeDeckError(code, "It does not work.");
      };

      await expect(start("ann")).rejects.toMatchObject({ code });

      expect(runtime.calls).toEqual(["ensure ann"]);
      expect(keeper.of("ann").leases).toBe(0);
    },
  );

  it("is ended when it is not wanted any more while it starts", async () => {
    const { runtime, keeper, start } = openPlace();
    const creating = barrier();
    runtime.starting = creating.wait;
    const stop = new AbortController();
    const agent = start("ann", {}, { signal: stop.signal });
    await settle();

    stop.abort(new Error("not wanted"));

    await expect(agent).rejects.toThrow("not wanted");
    creating.open();
    await settle();
    expect(runtime.boxes.get("ann")?.jobs ?? []).toEqual([]);
    expect(keeper.of("ann").leases).toBe(0);
  });

  it.each([
    "root",
    "/root/../etc",
    "/root/a/../../etc",
    "/etc",
    "/rootless",
    "/proc/self/fd/7",
    "/root/\u0000",
    "/root/a\nb",
    `/root/${"x".repeat(5_000)}`,
    "/root/\ud800",
    "",
  ])("is refused in the folder %j before anything is started (186)", async (cwd) => {
    const { runtime, start } = openPlace();

    await expect(start("ann", { cwd })).rejects.toMatchObject({ code: "BAD_REQUEST" });

    expect(runtime.calls).toEqual([]);
  });

  it("is refused in a folder that leads out of the home (186)", async () => {
    const { runtime, start } = openPlace();
    runtime.folders.set("/root/link-to-etc", "/etc");

    await expect(start("ann", { cwd: "/root/link-to-etc" })).rejects.toMatchObject({ code: "BAD_REQUEST" });

    expect(runtime.calls).not.toContain("exec ann");
  });

  it("is told to people as not possible when the engine is away (196)", async () => {
    const { runtime, start } = openPlace();
    runtime.away = true;

    await expect(start("ann")).rejects.toBe(AWAY);
  });

  it("ends with the reason when the operator stops its sandbox, with all others in it", async () => {
    const { keeper, start } = openPlace();
    const agents = [await start("ann"), await start("ann")];

    expect(await keeper.stopNow("ann")).toBe(true);

    for (const agent of agents) {
      expect((await agent.exit).reason).toBe("Your sandbox was stopped or removed.");
    }
    expect(keeper.of("ann")).toMatchObject({ up: false, leases: 0 });
  });
});

describe("an agent of an earlier server", () => {
  it("is found by its record, goes on, and keeps its sandbox until it ends (207)", async () => {
    const { runtime, keeper, place } = openPlace();
    const [job] = runtime.found("ann", "job-12345678");
    const orphan = await place.recover({ owner: "ann", job: "job-12345678" });

    expect(orphan?.goesOn).toBe(true);
    expect(keeper.of("ann").agents).toBe(1);
    await orphan?.signal("SIGINT");
    expect(job?.signals).toEqual(["SIGINT"]);
    job?.over();
    await orphan?.gone;
    expect(keeper.of("ann")).toMatchObject({ agents: 0, leases: 0 });
  });

  it.each([
    [
      "it ended",
      (runtime: ReturnType<typeof openPlace>["runtime"]) => runtime.found("ann", "job-12345678")[0]?.over(),
    ],
    [
      "there is another one",
      (runtime: ReturnType<typeof openPlace>["runtime"]) => runtime.found("ann", "job-87654321"),
    ],
    ["there is no sandbox", () => undefined],
  ])("is gone when %s, and nothing is started to find out", async (_, before) => {
    const { runtime, keeper, place } = openPlace();
    before(runtime);

    expect(await place.recover({ owner: "ann", job: "job-12345678" })).toBeUndefined();

    expect(runtime.calls).toEqual([]);
    expect(keeper.of("ann").leases).toBe(0);
  });

  it("is neither there nor gone while the engine is away (196)", async () => {
    const { runtime, keeper, place } = openPlace();
    runtime.found("ann", "job-12345678");
    runtime.away = true;

    await expect(place.recover({ owner: "ann", job: "job-12345678" })).rejects.toBe(AWAY);
    expect(keeper.of("ann").leases).toBe(0);
  });

  it("is neither there nor gone while its sandbox is frozen (203)", async () => {
    const { runtime, place } = openPlace();
    runtime.found("ann", "job-12345678");
    const box = runtime.boxes.get("ann");
    if (box !== undefined) box.state = "paused";

    await expect(place.recover({ owner: "ann", job: "job-12345678" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });

  it("is not taken for gone when the engine goes away while it is followed (197)", async () => {
    const { runtime, keeper, place } = openPlace();
    const [job] = runtime.found("ann", "job-12345678");
    const orphan = await place.recover({ owner: "ann", job: "job-12345678" });
    job?.over({ code: null, cause: "lost" });

    await expect(orphan?.gone).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(keeper.of("ann").leases).toBe(0);
  });
});
