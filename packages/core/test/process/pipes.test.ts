import { describe, expect, it } from "vitest";
import { AgentFixture, allLines, firstLines } from "./agent-fixture.ts";

const agents = new AgentFixture();
const MEGABYTE = 1024 * 1024;

/** What this process holds, after what it need not hold is gone. */
function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe("what an agent writes", { timeout: 30_000 }, () => {
  it("waits in the pipe while nobody reads, and costs nothing (182)", async () => {
    const before = process.memoryUsage.rss();
    const agent = await agents.start(["sh", "-c", "yes 'a line of a flood' & echo up >&2; wait"]);
    const lines = agent.lines()[Symbol.asyncIterator]();
    await lines.next();

    // Nothing tells when a flood stands still: as many turns of the loop as would carry gigabytes.
    for (let turn = 0; turn < 20_000; turn += 1) await new Promise((done) => setImmediate(done));

    expect(process.memoryUsage.rss() - before).toBeLessThan(40 * MEGABYTE);
    expect(await lines.next()).toMatchObject({ value: "a line of a flood" });
  });

  it("is read as fast as it comes, in flat memory (182)", async () => {
    const agent = await agents.start(["yes", "a line of a flood"]);
    const before = memory();
    let highest = 0;
    let count = 0;

    for await (const line of agent.lines()) {
      count += line === "a line of a flood" ? 1 : 0;
      if (count % 100_000 === 0) highest = Math.max(highest, memory() - before);
      if (count === 2_000_000) break;
    }

    expect(highest).toBeLessThan(64 * MEGABYTE);
  });

  it("is dropped when its reader left, so that it can end by itself", async () => {
    const agent = await agents.start(["sh", "-c", "yes 'a line' | head -c 20000000; exit 7"]);

    await firstLines(agent, 1);

    expect(await agent.exit).toMatchObject({ code: 7 });
  });

  it("comes whole when it is 100 MB", async () => {
    const agent = await agents.node(
      `const block = ("x".repeat(999) + "\\n").repeat(1000);
       for (let n = 0; n < 100; n += 1) if (!process.stdout.write(block)) await new Promise((r) => process.stdout.once("drain", r));`,
    );
    let bytes = 0;
    let wrong = 0;

    for await (const line of agent.lines()) {
      bytes += line.length + 1;
      if (line.length !== 999) wrong += 1;
    }

    expect({ bytes, wrong }).toEqual({ bytes: 100_000_000, wrong: 0 });
    expect(await agent.exit).toMatchObject({ code: 0 });
  });

  it("comes whole to a reader that begins when the agent is gone", async () => {
    const agent = await agents.start(["sh", "-c", "yes 0123456789 | head -n 15000; printf last"]);
    await agent.exit;

    const lines = await allLines(agent);

    expect(lines).toHaveLength(15_001);
    expect(lines.at(-1)).toBe("last");
  });

  it("is an empty line where a line is longer than 32 MB", async () => {
    const agent = await agents.start([
      "sh",
      "-c",
      "echo first; head -c 34000000 /dev/zero | tr '\\0' x; echo; printf 'last\\r\\nrest'",
    ]);

    expect(await allLines(agent)).toEqual(["first", "", "last", "rest"]);
  });

  it("to standard error is read always, and its last 8 kB are kept", async () => {
    const agent = await agents.node(
      `process.stderr.write("日本".repeat(100_000) + "the end\\n", () => process.exit(1));`,
    );

    const { code, stderr } = await agent.exit;

    expect(code).toBe(1);
    expect(Buffer.byteLength(stderr)).toBeLessThanOrEqual(8192);
    expect(Buffer.byteLength(stderr)).toBeGreaterThan(8180);
    expect(stderr).toMatch(/^[日本]+the end\n$/);
  });
});

describe("what an agent reads", { timeout: 30_000 }, () => {
  it("is handed over as fast as it reads, 5 MB in one piece too (175)", async () => {
    const agent = await agents.node(
      `let bytes = 0;
       process.stdin.on("data", (data) => {
         bytes += data.length; process.stdin.pause(); setTimeout(() => process.stdin.resume(), 1);
       });
       process.stdin.on("end", () => console.log(bytes));`,
    );
    const text = "日本".repeat((5 * MEGABYTE) / 6);

    await agent.write(text);
    await agent.write("-- one more");
    agent.end();

    expect(await allLines(agent)).toEqual([String(Buffer.byteLength(text) + 11)]);
  });

  it("waits while it does not read", async () => {
    const agent = await agents.node(
      `console.log("up"); process.on("SIGINT", () => process.stdin.resume()); setInterval(() => {}, 1000);`,
    );
    await firstLines(agent, 1);
    let over = false;

    const written = agent.write("x".repeat(5 * MEGABYTE)).then(() => {
      over = true;
    });
    for (let turn = 0; turn < 1_000; turn += 1) await new Promise((done) => setImmediate(done));
    const before = over;
    await agent.signal("SIGINT");
    await written;

    expect(before).toBe(false);
  });

  it.each([
    ["-p", "--", "--dangerously-skip-permissions"],
    ["日本🎉", "line\nline", "\0\u0001", "; $(x) `x`"],
  ])("is what was written, byte for byte (172)", async (...texts) => {
    const agent = await agents.start(["cat"]);

    for (const text of texts) await agent.write(`${text}\n`);
    agent.end();

    expect((await allLines(agent)).join("\n")).toBe(texts.join("\n"));
  });

  it("is refused to the writer alone when the agent closed its input or is gone", async () => {
    const refused = { code: "AGENT_FAILED" };
    const closed = await agents.start(["sh", "-c", "exec <&-; echo closed; sleep 1000"]);
    await firstLines(closed, 1);
    await expect(closed.write("x".repeat(MEGABYTE))).rejects.toMatchObject(refused);

    const gone = await agents.start(["true"]);
    await gone.exit;
    await expect(gone.write("x")).rejects.toMatchObject(refused);
    gone.end();

    const ended = await agents.start(["cat"]);
    ended.end();
    await expect(ended.write("x")).rejects.toMatchObject(refused);
  });

  it("is refused when the agent goes while the writer waits", async () => {
    const agent = await agents.start(["sleep", "1000"]);
    const written = agent.write("x".repeat(5 * MEGABYTE));
    const refused = expect(written).rejects.toMatchObject({ code: "AGENT_FAILED" });

    await agent.signal("SIGKILL");

    await refused;
  });

  it("is refused when the agent is gone, though a child of it held the pipe", async () => {
    const agent = await agents.start(["sh", "-c", "exec 3<&0; sleep 1000 <&3 & exit 0"]);
    const refused = expect(agent.write("x".repeat(5 * MEGABYTE))).rejects.toMatchObject({
      code: "AGENT_FAILED",
    });

    expect(await agent.exit).toMatchObject({ code: 0 });
    await refused;
  });
});
