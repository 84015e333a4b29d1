import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AgentFixture, allLines, firstLines, RUN, runs } from "./agent-fixture.ts";

const agents = new AgentFixture();
const never = new AbortController().signal;

describe("starting an agent here", { timeout: 30_000 }, () => {
  it("runs it in its folder, in a group and a session of its own, and hands out its number", async () => {
    const agent = await agents.start(["sh", "-c", "pwd; ps -o pid=,pgid=,sid= -p $$; exit 0"]);

    const [folder, ids = ""] = await allLines(agent);

    expect(folder).toBe(agents.folder);
    expect(ids.trim().split(/\s+/).map(Number)).toEqual([agent.pid, agent.pid, agent.pid]);
    expect(await agent.exit).toEqual({ code: 0, stderr: "" });
  });

  it("hands arguments over as they are, to no shell (177)", async () => {
    const hostile = ["-rf", "; touch x", "$(touch x)", "`touch x`", "a b", "*", "'\"\\", "\n", "日本", ""];
    const script = agents.script("console.log(JSON.stringify(process.argv.slice(2)));");

    const agent = await agents.start([process.execPath, script, ...hostile]);

    expect(JSON.parse((await allLines(agent)).join(""))).toEqual(hostile);
  });

  it("gives it nothing of the server's own environment", async () => {
    const environment = {
      ...process.env,
      VIBEDECK_SESSION_SECRET: "hidden-value",
      VIBEDECK_RUN: "another run",
      NODE_OPTIONS: "--no-warnings",
      npm_package_name: "x",
      CLAUDECODE: "1",
    };
    const script = agents.script("console.log(JSON.stringify(process.env));");
    const spec = { argv: [process.execPath, script] as const, cwd: agents.folder, env: { FOR_TOOL: "yes" } };
    const place = agents.place({ environment, rules: () => ({ without: ["CLAUDECODE"] }) });

    const agent = await place.start(spec, never, RUN);
    const [printed = ""] = await allLines(agent);
    await agent.exit;

    const seen = JSON.parse(printed) as Record<string, string>;
    const ours = Object.keys(seen).filter((name) => /^(VIBEDECK|npm_|NODE_OPTIONS|CLAUDECODE)/.test(name));
    expect(ours).toEqual(["VIBEDECK_RUN"]);
    expect(seen["VIBEDECK_RUN"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen).toMatchObject({ FOR_TOOL: "yes", PWD: agents.folder, PATH: process.env["PATH"] });
    expect(printed).not.toContain("hidden-value");
  });

  it("says what to do when the program is not there", async () => {
    const started = agents.start(["no-such-agent"], {
      missingHint: "Install it with: install no-such-agent",
    });

    await expect(started).rejects.toMatchObject({
      code: "AGENT_MISSING",
      message: 'Cannot find the program "no-such-agent".',
      hint: "Install it with: install no-such-agent",
    });
  });

  it("tells a missing folder from a missing program, although the system does not", async () => {
    const script = join(agents.folder, "broken");
    writeFileSync(script, "#!/no/such/interpreter\n");
    chmodSync(script, 0o755);

    await expect(agents.start([script])).rejects.toMatchObject({ code: "AGENT_MISSING" });
    await expect(agents.start(["sh"], { cwd: "/no/such/folder" })).rejects.toMatchObject({
      code: "FOLDER_MISSING",
    });
    await expect(agents.start(["sh"], { cwd: script })).rejects.toMatchObject({ code: "FOLDER_MISSING" });
    await expect(agents.start(["sh"], { cwd: "." })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it("tells so too when the folder or the program goes while it is being started", async () => {
    const gone = join(agents.folder, "gone");
    const resolve = (program: string): string => program;

    await expect(agents.start(["/no/such/program"], { resolve })).rejects.toMatchObject({
      code: "AGENT_MISSING",
    });
    const start = agents.start(["sh"], {
      cwd: agents.folder,
      resolve: () => {
        rmSync(agents.folder, { recursive: true });
        return "/bin/sh";
      },
    });
    await expect(start).rejects.toMatchObject({ code: "FOLDER_MISSING" });
    await expect(agents.start(["sh"], { cwd: gone })).rejects.toMatchObject({ code: "FOLDER_MISSING" });
  });

  it("refuses a zero byte anywhere (175)", async () => {
    const spec = { cwd: agents.folder, env: {} };
    const refused = { code: "BAD_REQUEST" };

    await expect(agents.start(["sh", "a\0b"])).rejects.toMatchObject(refused);
    await expect(
      agents.place().start({ ...spec, argv: ["sh"], env: { A: "x\0y" } }, never, RUN),
    ).rejects.toMatchObject(refused);
    await expect(
      agents.place().start({ ...spec, argv: ["sh"], cwd: "/tmp\0" }, never, RUN),
    ).rejects.toMatchObject({ code: "FOLDER_MISSING" });
  });

  it("does not start when nobody waits any more", async () => {
    await expect(agents.start(["sh"], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  it("ends it with all it started when nobody waits any more", async () => {
    const abort = new AbortController();
    const agent = await agents.start(["sh", "-c", "trap '' TERM; setsid sleep 1000 & echo $!; wait; wait"], {
      signal: abort.signal,
    });
    const [pid] = await firstLines(agent, 1);

    abort.abort();

    expect(await agent.exit).toMatchObject({ code: null, signal: "SIGKILL" });
    expect(runs(Number(pid))).toBe(false);
  });

  it.each([0, 1, 126, 127, 137, 143])("reports exit code %i (184)", async (code) => {
    const agent = await agents.start(["sh", "-c", `echo why >&2; exit ${code}`]);

    expect(await agent.exit).toEqual({ code, stderr: "why\n" });
  });

  it.each(["SIGTERM", "SIGKILL", "SIGSEGV"])("reports the end by %s without a code (184)", async (signal) => {
    const agent = await agents.start(["sh", "-c", `kill -${signal.slice(3)} $$; sleep 1000`]);

    expect(await agent.exit).toEqual({ code: null, signal, stderr: "" });
  });
});
