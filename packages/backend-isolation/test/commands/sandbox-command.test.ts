import { VibeDeckError } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import type { SandboxStatus } from "../../src/sandbox-runtime.ts";
import { fakeSandboxes, type Ran, runVerb } from "./fake-sandboxes.ts";

const SINCE = Date.UTC(2026, 0, 31, 14, 5, 9, 123);

const ann: SandboxStatus = { owner: "ann", name: "sandbox-ann", state: "running", startedAt: SINCE };
const ben: SandboxStatus = {
  owner: "ben-z40corp",
  name: "sandbox-ben-z40corp",
  state: "stopped",
  detail: "ended with 137",
};
const eve: SandboxStatus = {
  owner: "eve",
  name: "sandbox-eve",
  state: "foreign",
  detail: "no label of ours",
};
const ALL = [eve, ben, ann];
const JOBS = {
  ann: [
    { job: "job-00000001", running: true },
    { job: "job-00000002", running: false, code: 0 },
    { job: "job-00000003", running: true },
  ],
};

describe("vibedeck sandbox ls", () => {
  it("shows each sandbox with what runs in it, and says which are not ours", async () => {
    const { code, out } = await runVerb("ls", fakeSandboxes(ALL, JOBS));

    expect(code).toBe(0);
    expect(out).toBe(
      [
        "USER         STATE    SINCE                 AGENTS  MEMORY          CPU     NOTE",
        "ann          running  2026-01-31T14:05:09Z  2       300 MB of 2 GB  12.3 s",
        "ben-z40corp  stopped  -                     -       -               -       ended with 137",
        "eve          foreign  -                     -       -               -       not ours, left alone: no label of ours",
        "",
      ].join("\n"),
    );
  });

  it("prints a line of JSON for each, with the claim that an id was made from", async () => {
    const { out } = await runVerb("ls --json", fakeSandboxes(ALL, JOBS));

    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        user: "ann",
        claim: "ann",
        name: "sandbox-ann",
        state: "running",
        since: SINCE,
        agents: 2,
        use: { memoryBytes: 300 * 2 ** 20, memoryLimitBytes: 2 ** 31, cpuSeconds: 12.34 },
      },
      {
        user: "ben-z40corp",
        claim: "ben@corp",
        name: "sandbox-ben-z40corp",
        state: "stopped",
        detail: "ended with 137",
      },
      { user: "eve", claim: "eve", name: "sandbox-eve", state: "foreign", detail: "no label of ours" },
    ]);
  });

  it("lists one that does not answer, without numbers", async () => {
    const { out } = await runVerb("ls", fakeSandboxes([ann], { ann: new Error("no answer") }));

    expect(out).toMatch(/^ann {3}running {2}2026-01-31T14:05:09Z {2}- {7}- {7}-$/m);
  });

  it("writes nothing to standard output when there are none", async () => {
    const { code, out, err } = await runVerb("ls", fakeSandboxes([]));

    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("no sandboxes");
  });

  it("lets what an engine says begin no line and move no cursor", async () => {
    const hostile = {
      ...ann,
      state: "stopped" as const,
      detail: `x\n\u001b[2Jzoe  running${"y".repeat(99)}`,
    };
    const { out } = await runVerb("ls", fakeSandboxes([hostile]));

    expect(out.split("\n")).toHaveLength(3);
    expect(out).not.toContain("\u001b");
    expect(out).toContain("…");
  });

  it("refuses what it does not know", async () => {
    await expect(runVerb("ls --jsn", fakeSandboxes([]))).rejects.toMatchObject({
      code: "BAD_REQUEST",
      hint: "Known are --json.",
    });
    await expect(runVerb("ls ann", fakeSandboxes([]))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("vibedeck sandbox stop", () => {
  it("stops without asking, and says how many agents it ended", async () => {
    const sandboxes = fakeSandboxes(ALL, JOBS);
    const { code, out, err } = await runVerb("stop ann", sandboxes);

    expect(code).toBe(0);
    expect(sandboxes.done).toEqual(["stop ann 10000"]);
    expect(out).toBe("The sandbox of ann was stopped.\n");
    expect(err).toBe("  2 agents ran in it and were ended; their sessions can be resumed.\n");
  });

  it("takes the value of the id claim in place of the id", async () => {
    const sandboxes = fakeSandboxes(ALL);
    const { out } = await runVerb("stop ben@corp", sandboxes);

    expect(sandboxes.done).toEqual(["stop ben-z40corp 10000"]);
    expect(out).toBe("The sandbox of ben-z40corp (ben@corp) does not run.\n");
  });

  it("goes on with the next one when one cannot be stopped", async () => {
    const sandboxes = fakeSandboxes(ALL, JOBS);
    const { code, out, err } = await runVerb("stop nobody eve ann ann", sandboxes);

    expect(code).toBe(1);
    expect(sandboxes.done).toEqual(["stop ann 10000"]);
    expect(out).toContain("ann was stopped");
    expect(err).toContain('no sandbox of "nobody"');
    expect(err).toContain("sandbox-eve was not made by this VibeDeck: no label of ours");
  });

  it("ends one that does not say what runs in it", async () => {
    const sandboxes = fakeSandboxes([ann], { ann: new Error("no answer") });

    expect(await runVerb("stop ann", sandboxes)).toMatchObject({ code: 0, err: "" });
    expect(sandboxes.done).toEqual(["stop ann 10000"]);
  });

  it("wants to be told whose", async () => {
    await expect(runVerb("stop", fakeSandboxes(ALL))).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(runVerb("stop nobody", fakeSandboxes(ALL))).rejects.toMatchObject({
      code: "USER_NOT_FOUND",
      hint: expect.stringContaining("vibedeck sandbox ls"),
    });
  });
});

describe("vibedeck sandbox rm", () => {
  it("removes the sandbox first, and says where the home is, which stays (219)", async () => {
    const sandboxes = fakeSandboxes(ALL, JOBS);
    const { out, err } = await runVerb("rm ann", sandboxes);

    expect(sandboxes.done).toEqual(["remove ann"]);
    expect(out).toBe("The sandbox of ann was removed. What is in the home stays: /srv/homes/ann\n");
    expect(err).toContain("2 agents");
  });

  it("leaves a foreign container alone (189)", async () => {
    const sandboxes = fakeSandboxes(ALL);

    await expect(runVerb("rm eve", sandboxes)).rejects.toMatchObject({
      code: "CONFLICT",
      hint: expect.stringContaining("docker inspect sandbox-eve"),
    });
    expect(sandboxes.done).toEqual([]);
  });

  it("takes away what a trial of the doctor left, which is nobody's", async () => {
    const owner = "doctor-zz-0123456789ab";
    const sandboxes = fakeSandboxes([{ owner, name: `sandbox-${owner}`, state: "running" }]);

    await runVerb(`rm ${owner}`, sandboxes);
    expect(sandboxes.done).toEqual([`remove ${owner}`]);
  });
});

describe("vibedeck sandbox logs", () => {
  it("prints what the main process wrote", async () => {
    expect(await runVerb("logs ann", fakeSandboxes(ALL))).toMatchObject({
      code: 0,
      out: "a line\n",
      err: "",
    });
  });

  it("says so when that is nothing, and takes one user", async () => {
    expect(await runVerb("logs ben@corp", fakeSandboxes(ALL))).toMatchObject({
      out: "",
      err: expect.stringContaining("nothing"),
    });
    await expect(runVerb("logs ann eve", fakeSandboxes(ALL))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});

describe("vibedeck sandbox build", () => {
  it("builds what the configuration names, passes the output on and says what to do next", async () => {
    const asked: unknown[] = [];
    const { code, out } = await runVerb("build", fakeSandboxes([]), {
      build: async (request, { line }) => {
        asked.push(request);
        for (const text of ["Step 1/2 : FROM node", " ---> 0123"]) line(text);
      },
    });

    expect(code).toBe(0);
    expect(asked).toEqual([{ tag: "vibedeck-sandbox:latest" }]);
    expect(out).toMatch(/^Step 1\/2 : FROM node\n ---> 0123\n\nBuilt vibedeck-sandbox:latest\.\n/);
    expect(out).toMatch(/Next: vibedeck doctor\n$/);
    expect(out).not.toContain("docker_image");
  });

  it("takes another tag and another version of Claude Code, and says how to use them", async () => {
    const asked: unknown[] = [];
    const { out } = await runVerb("build --tag team:2 --claude-code=2.1.197", fakeSandboxes([]), {
      build: async (request) => void asked.push(request),
    });

    expect(asked).toEqual([{ tag: "team:2", claudeCode: "2.1.197" }]);
    expect(out).toContain('docker_image = "team:2"');
  });

  it("tells a person how long each step took so far, and a file nothing of the kind", async () => {
    const build = async (_: unknown, { line }: { line(text: string): void }) => line("Step 1/2 : FROM node");
    const ran = async (interactive: boolean): Promise<Ran> =>
      runVerb("build", fakeSandboxes([]), { build, interactive });

    expect((await ran(true)).out).toMatch(/^Step 1\/2 : FROM node {2}\(after \d+ s\)$/m);
    expect((await ran(false)).out).toMatch(/^Step 1\/2 : FROM node$/m);
  });

  it("names the step that failed", async () => {
    const written = { out: "", err: "" };
    const failing = runVerb("build", fakeSandboxes([]), {
      written,
      build: async (_, { line }) => {
        line("Step 4/9 : RUN npm install");
        line("npm error code E404");
        throw new VibeDeckError("AGENT_FAILED", "The image was not built.");
      },
    });

    await expect(failing).rejects.toMatchObject({ code: "AGENT_FAILED" });
    expect(written.err).toBe("It failed in: Step 4/9 : RUN npm install\n");
  });

  it.each([
    "build --claude-code latest",
    "build --claude-code 2.1",
    "build --claude-code=2.1.1;id",
    "build --tag -x",
    "build --tag Team",
    "build --tag",
    "build now",
  ])("refuses %s before anything is built", async (line) => {
    const build = async (): Promise<void> => {
      throw new Error("built");
    };

    await expect(runVerb(line, fakeSandboxes([]), { build })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
