import { describe, expect, it } from "vitest";
import { AWAY } from "../lifecycle/fake-runtime.ts";
import { settle } from "../lifecycle/support.ts";
import { openPlace } from "./support.ts";

const looks = (calls: readonly string[]): readonly string[] =>
  calls.filter((call) => call.startsWith("run ")).map((call) => call.slice("run /opt/vibedeck/".length));

describe("a folder to work in", () => {
  it("is the home without a look at anything", async () => {
    const { runtime, place } = openPlace();

    for (const path of ["~", "/root", "/root/", "~/."])
      expect(await place.folder(path, "ann", false)).toBe("/root");

    expect(runtime.calls).toEqual([]);
  });

  it("is looked at inside, links and all, where the sandbox runs (186)", async () => {
    const { runtime, place, lease } = openPlace();
    await lease("ann");
    runtime.folders.set("/root/link", "/root/real");

    expect(await place.folder("~/link", "ann", false)).toBe("/root/real");
    await expect(place.folder("~/nowhere", "ann", false)).rejects.toMatchObject({ code: "FOLDER_MISSING" });
    expect(await place.folder("~/nowhere", "ann", true)).toBe("/root/nowhere");
    runtime.folders.set("/root/link-to-etc", "/etc");
    await expect(place.folder("~/link-to-etc", "ann", false)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    runtime.folders.set("/root/file", "file");
    await expect(place.folder("~/file", "ann", false)).rejects.toMatchObject({
      code: "FOLDER_MISSING",
      message: "The folder /root/file is a file.",
    });
  });

  it("starts no sandbox and waits in no line: the agent's start does, where it can be seen and ended", async () => {
    const { runtime, keeper, place, lease, start } = openPlace({ maxRunning: 1 });
    await lease("ann");

    expect(await place.folder("~/project", "ben", false)).toBe("/root/project");
    expect(keeper.waiting).toBe(0);

    const told: string[] = [];
    const stop = new AbortController();
    const agent = start("ben", { cwd: "/root/project" }, { told, signal: stop.signal });
    await settle();
    expect(told).toEqual(["waiting for a free sandbox: 1st in line"]);
    stop.abort(new Error("not wanted"));
    await expect(agent).rejects.toThrow("not wanted");
    expect(runtime.made).toEqual(["ann"]);
  });

  it("is looked at by the agent's start when nobody could before", async () => {
    const { runtime, keeper, place, start } = openPlace();
    await place.folder("~/project", "ann", false);

    await expect(start("ann", { cwd: "/root/project" })).rejects.toMatchObject({ code: "FOLDER_MISSING" });
    expect(keeper.of("ann").leases).toBe(0);

    runtime.folders.set("/root/project", "/root/project");
    await start("ann", { cwd: "/root/project" });
    expect(runtime.job("ann").spec.cwd).toBe("/root/project");
  });

  it("is made by the agent's start when that was asked for, and only by its user's", async () => {
    const { runtime, place, start } = openPlace();
    await place.folder("~/new", "ann", true);

    await expect(start("ben", { cwd: "/root/new" })).rejects.toMatchObject({ code: "FOLDER_MISSING" });
    await start("ann", { cwd: "/root/new" });

    expect(looks(runtime.calls)).toEqual(["folder /root/new check", "folder /root/new make"]);
  });

  it("is not looked at twice for one turn, and again after a while", async () => {
    let now = 0;
    const { runtime, place, lease, start } = openPlace({ now: () => now });
    await lease("ann");
    runtime.folders.set("/root/project", "/root/project");

    await place.folder("~/project", "ann", false);
    await start("ann", { cwd: "/root/project" });
    expect(looks(runtime.calls)).toHaveLength(1);

    now += 60_000;
    await start("ann", { cwd: "/root/project" });
    expect(looks(runtime.calls)).toHaveLength(2);
  });

  it("is not told while the engine is away (196)", async () => {
    const { runtime, place } = openPlace();
    runtime.away = true;

    await expect(place.folder("~/project", "ann", false)).rejects.toBe(AWAY);
  });
});

describe("the names in a folder", () => {
  it("are none where no sandbox runs: who types starts none", async () => {
    const { runtime, place } = openPlace();

    expect(await place.list("~/", "ann")).toEqual([]);
    expect(runtime.calls).toEqual([]);
  });

  it("are directories first and hidden ones last; what could not be handed back is left out", async () => {
    const { runtime, place, lease } = openPlace();
    await lease("ann");
    const odd = ["d", "da\nb", "fa\u001b[31m", "fx\ufffd", "da/b"];
    runtime.listed = ["fzeta", "f.rc", "dsrc", "d.git", "falpha", ...odd, ""].join("\0");

    expect(await place.list("~", "ann")).toEqual([
      { name: "src", directory: true },
      { name: ".git", directory: true },
      { name: "alpha", directory: false },
      { name: "zeta", directory: false },
      { name: ".rc", directory: false },
    ]);
  });

  it("are at most a thousand, and a name that was cut is none", async () => {
    const { runtime, place, lease } = openPlace();
    await lease("ann");
    runtime.listed = `${Array.from({ length: 3_000 }, (_, at) => `ff${at}`).join("\0")}\0fcut of`;

    const entries = await place.list("~", "ann");

    expect(entries).toHaveLength(1_000);
    expect(entries.map(({ name }) => name)).not.toContain("cut of");
  });

  it("are none for a path that is refused, and none while the engine is away", async () => {
    const { runtime, place, lease } = openPlace();
    await lease("ann");
    runtime.listed = "fsecret\0";

    expect(await place.list("/etc", "ann")).toEqual([]);
    runtime.away = true;
    expect(await place.list("~", "ann")).toEqual([]);
  });
});
