import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";

describe("models and modes", () => {
  it("are what was chosen at the start", async () => {
    await using deck = await DriveFixture.open();

    const { key, send } = await deck.start("say x", { model: "m-small", permissionMode: "plan" });
    const state = await deck.sent(key, send.id, "done");

    expect(deck.tool.runs()[0]?.argv.slice(1)).toEqual(["--model=m-small", "--mode=plan"]);
    expect(state).toMatchObject({ model: "m-small", permissionMode: "plan" });
  });

  it("change in the running agent with the next message", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say x");
    await deck.sent(key, send.id, "done");

    const next = await deck.send(key, "say y", { model: "m-small", permissionMode: "plan" });
    const state = await deck.sent(key, next.send.id, "done");

    expect(deck.tool.runs()).toHaveLength(1);
    expect(state).toMatchObject({ model: "m-small", permissionMode: "plan" });
    expect(deck.lines(key).at(-1)?.["model"]).toBe("m-small");
  });

  it("are changed in the middle of a turn, and kept for the next agent", async () => {
    await using deck = await DriveFixture.open();
    const { key } = await deck.start("gate go; exit 1");
    await deck.until(key, ({ phase }) => phase === "at gate go");

    const state = await deck.drive.settings(key, { model: "m-small", permissionMode: "plan" });
    const unknown = await refusal(deck.drive.settings(key, { model: "m-none" }));
    deck.tool.open("go");
    await deck.until(key, (told) => told.state === "none");
    deck.read(key);
    const next = await deck.send(key, "say y");
    await deck.sent(key, next.send.id, "done");

    expect(state).toMatchObject({ model: "m-small", permissionMode: "plan" });
    expect(unknown).toBe("BAD_REQUEST");
    expect(deck.tool.runs()[1]?.argv.slice(1)).toEqual(["--resume", "--model=m-small", "--mode=plan"]);
  });

  it("of a session that was there before: its last real model goes on", async () => {
    await using deck = await DriveFixture.open();
    const record = deck.known("work/a1.jsonl");
    mkdirSync(join(deck.tool.home, "work"), { recursive: true });
    writeFileSync(
      join(deck.tool.home, "work/a1.jsonl"),
      `${JSON.stringify({ id: "u", role: "user", text: "x", cwd: deck.tool.cwd, model: "model-of-old" })}\n`,
    );
    deck.read(record.key);

    const { send } = await deck.send(record.key, "say x");
    await deck.sent(record.key, send.id, "done");
    const own = await deck.send(record.key, "say y", { model: "model-of-old" });
    await deck.sent(record.key, own.send.id, "done");

    expect(deck.tool.runs()[0]?.argv).toEqual(["--session=a1", "--resume", "--model=model-of-old"]);
  });

  it("of a session that has only synthetic models: none is asked for", async () => {
    await using deck = await DriveFixture.open();
    const record = deck.known("work/a1.jsonl");
    mkdirSync(join(deck.tool.home, "work"), { recursive: true });
    writeFileSync(
      join(deck.tool.home, "work/a1.jsonl"),
      `${JSON.stringify({ id: "u", role: "user", text: "x", cwd: deck.tool.cwd, model: "<synthetic>" })}\n`,
    );
    deck.read(record.key);

    const { send } = await deck.send(record.key, "say x");
    await deck.sent(record.key, send.id, "done");

    expect(deck.tool.runs()[0]?.argv).toEqual(["--session=a1", "--resume"]);
  });

  it("of a session whose folder is not known: the message fails and says so", async () => {
    await using deck = await DriveFixture.open();
    const record = deck.known("work/a1.jsonl");
    record.size = 1;

    const { send } = await deck.send(record.key, "say x");
    const state = await deck.sent(record.key, send.id, "failed");

    expect(state.sends[0]?.failure?.kind).toBe("folder-missing");
  });

  it("with another folder need another agent", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say x");
    await deck.sent(key, send.id, "done");
    const more = join(deck.tool.cwd, "more");
    mkdirSync(more);

    const next = await deck.send(key, "say y", { addDirs: [more] });
    await deck.sent(key, next.send.id, "done");

    expect(deck.tool.runs()[1]?.argv).toEqual(expect.arrayContaining(["--resume", `--add-dir=${more}`]));
  });

  it("that the tool changes itself stay when it is started anew", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("mode ask; exit 1", { permissionMode: "plan" });
    await deck.sent(key, send.id, "failed");
    deck.read(key);

    const next = await deck.send(key, "say y");
    await deck.sent(key, next.send.id, "done");

    expect(deck.tool.runs()[1]?.argv).toContain("--mode=ask");
  });
});

describe("what the tool offers", () => {
  it("is asked for once in a folder, without a session, and told by the running agent", async () => {
    await using deck = await DriveFixture.open();

    const [one, two] = await Promise.all([
      deck.drive.infoIn(deck.tool.cwd),
      deck.drive.infoIn(deck.tool.cwd, "scripted"),
    ]);
    const asked = deck.tool.starts().length;
    const { key, send } = await deck.start("say x");
    await deck.sent(key, send.id, "done");
    const running = await deck.drive.info(key);

    expect(asked).toBe(1);
    expect(one).toBe(two);
    expect(one.models.map(({ id }) => id)).toEqual(["m-default", "m-small"]);
    expect(running?.commands).toEqual(one.commands);
    expect(deck.tool.starts()).toHaveLength(2);
  });

  it("is not known where the program or the folder is missing, and asked again later", async () => {
    await using deck = await DriveFixture.open();
    deck.tool.missing(true);

    expect(await refusal(deck.drive.infoIn(deck.tool.cwd))).toBe("AGENT_MISSING");
    expect(await refusal(deck.drive.infoIn("/not/there"))).toBe("FOLDER_MISSING");
    expect(await refusal(deck.drive.infoIn(deck.tool.cwd, "nothing"))).toBe("BAD_REQUEST");
    deck.tool.missing(false);
    deck.tool.startup("die 3 why");
    expect(await refusal(deck.drive.infoIn(deck.tool.cwd))).toBe("AGENT_FAILED");
    deck.tool.startup("");
    expect((await deck.drive.infoIn(deck.tool.cwd)).version).toBe("1.0");
  });
});

describe("names for completion", () => {
  it("come from the session's folder and never from outside", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say x");
    await deck.sent(key, send.id, "done");
    mkdirSync(join(deck.tool.cwd, "src"));
    writeFileSync(join(deck.tool.cwd, "src/a.ts"), "");
    symlinkSync("/", join(deck.tool.cwd, "out"));

    expect(await deck.drive.list(key, "src")).toEqual([{ name: "a.ts", directory: false }]);
    expect((await deck.drive.list(key, ""))?.map(({ name }) => name)).toContain("src");
    expect(await deck.drive.list(key, "none")).toEqual([]);
    for (const path of ["..", "src/../..", "/etc", "a\0b", "out/etc", "out"]) {
      expect(await refusal(deck.drive.list(key, path))).toBe("BAD_REQUEST");
    }
    expect((await deck.drive.listIn(deck.tool.cwd)).map(({ name }) => name)).toContain("src");
    expect(await refusal(deck.drive.listIn("src"))).toBe("BAD_REQUEST");
  });
});
