import { describe, expect, it, onTestFinished } from "vitest";
import { AgentFixture, allLines, firstLines, runs } from "./agent-fixture.ts";

const agents = new AgentFixture();

/** Ends only when it is killed. */
const DEAF = `process.on("SIGINT", () => {}); process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`;
/** Starts a child, and tells its number. */
const child = (options: string, code = DEAF): string =>
  `{ const one = spawn(process.execPath, ["-e", ${JSON.stringify(`${code} console.log("up");`)}],
       { stdio: ["ignore", "pipe", "ignore"], ...${options} });
     one.stdout.once("data", () => console.log(one.pid)); }`;

describe.skipIf(process.platform !== "linux")("ending an agent", { timeout: 30_000 }, () => {
  it("leaves nothing of it, whatever group, session or environment its children moved to (181)", async () => {
    const agent = await agents.node(
      [
        DEAF,
        child("{}"),
        child("{ detached: true }"),
        child("{ detached: true, env: {} }"),
        child("{}", `${DEAF} require("node:child_process").spawn("setsid", ["sleep", "1000"]);`),
      ].join("\n"),
    );
    const pids = (await firstLines(agent, 4)).map(Number);
    expect(pids.every(runs)).toBe(true);

    await agent.signal("SIGKILL");

    expect(pids.filter(runs)).toEqual([]);
    expect(await agent.exit).toMatchObject({ code: null, signal: "SIGKILL" });
  });

  it("takes SIGKILL when it ignores SIGINT and SIGTERM (181)", async () => {
    const agent = await agents.node(
      `for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => console.log(name));
       setInterval(() => {}, 1000); console.log("up");`,
    );
    const lines = agent.lines()[Symbol.asyncIterator]();
    const heard: unknown[] = [(await lines.next()).value];

    await agent.signal("SIGINT");
    heard.push((await lines.next()).value);
    await agent.signal("SIGTERM");
    heard.push((await lines.next()).value);
    await agent.signal("SIGKILL");

    expect(heard).toEqual(["up", "SIGINT", "SIGTERM"]);
    expect(await lines.next()).toMatchObject({ done: true });
    expect(await agent.exit).toMatchObject({ signal: "SIGKILL" });
  });

  it("signals the tools that it runs as well", async () => {
    const agent = await agents.start([
      "sh",
      "-c",
      "trap : INT; setsid sh -c 'trap \"echo tool; exit\" INT; echo up; while :; do sleep 0.05; done'",
    ]);
    const lines = agent.lines()[Symbol.asyncIterator]();
    await lines.next();

    await agent.signal("SIGINT");

    expect(await lines.next()).toMatchObject({ value: "tool" });
  });

  it("may be asked for twice, and when it is over (181)", async () => {
    const agent = await agents.node(`${DEAF} console.log("up");`);
    await firstLines(agent, 1);

    await Promise.all([agent.signal("SIGINT"), agent.signal("SIGKILL"), agent.signal("SIGKILL")]);
    await agent.exit;

    await expect(agent.signal("SIGTERM")).resolves.toBeUndefined();
  });

  it("catches those that start others as fast as they can", async () => {
    const agent = await agents.start([
      "sh",
      "-c",
      "b() { setsid sh -c 'while :; do setsid sleep 1000 & sleep 0.01; done' & }; b; b; b; echo up; wait",
    ]);
    await firstLines(agent, 1);

    await agent.signal("SIGKILL");

    await agent.exit;
    expect(await agents.place().recover(agent.record ?? null)).toBeUndefined();
  });

  it("takes along what runs in the background, gently first", async () => {
    const agent = await agents.node(
      `const one = spawn("sh", ["-c", "trap 'echo bye; exit' TERM; echo $$; while :; do sleep 0.05; done"],
         { detached: true, stdio: ["ignore", "pipe", "ignore"] });
       one.stdout.once("data", (data) => process.stdout.write(data, () => process.exit(0)));`,
    );
    const [pid] = await firstLines(agent, 1);

    expect(await agent.exit).toMatchObject({ code: 0 });
    expect(runs(Number(pid))).toBe(false);
  });

  it("kills what does not end within 2 seconds of its end", async () => {
    const agent = await agents.node(
      `const one = spawn(process.execPath, ["-e", ${JSON.stringify(`${DEAF} console.log(process.pid)`)}],
         { detached: true, stdio: ["ignore", "pipe", "ignore"] });
       one.stdout.once("data", (data) => process.stdout.write(data, () => process.exit(0)));`,
    );
    const [pid] = await firstLines(agent, 1);

    expect(await agent.exit).toMatchObject({ code: 0 });
    expect(runs(Number(pid))).toBe(false);
  });

  it("ends the lines, and the waiting of writers, although a process that nobody can find holds the pipes open", async () => {
    // It cleared its environment, left the session and lost its parent: nothing tells whose it is.
    const escaped = "echo $$; echo up > up; exec sleep 1000";
    const agent = await agents.start([
      "sh",
      "-c",
      `exec 3<&0; (env -i setsid sh -c '${escaped}' <&3 &); until [ -s up ]; do sleep 0.01; done; echo last; exit 3`,
    ]);
    const refused = expect(agent.write("x".repeat(5_000_000))).rejects.toMatchObject({
      code: "AGENT_FAILED",
    });

    const [pid, ...lines] = await allLines(agent);
    onTestFinished(() => void process.kill(Number(pid), "SIGKILL"));
    const exit = await agent.exit;
    const escapedRuns = runs(Number(pid));
    await refused;

    expect({ lines, exit, escapedRuns }).toEqual({
      lines: ["last"],
      exit: { code: 3, stderr: "" },
      escapedRuns: true,
    });
  });
});
