import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AgentInfo } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { Driven } from "./support/driven.ts";
import { call, message } from "./support/reply.ts";
import { textOf } from "./support/text-of.ts";

describe.skipIf(noClaude)("changes of a session of the real Claude Code", { timeout: 60_000 }, () => {
  test("a fork knows what was said before, and leaves the first session as it was", async () => {
    const deck = await Driven.open();
    const { key, send } = await deck.turn("Remember the number 4711");
    const before = (await deck.messages(key)).map(textOf);

    const forked = await deck.fork(key, "And now another way");
    await deck.watch(forked.key).send(forked.send.id, "done");

    expect(forked.key).not.toBe(key);
    const heard = await deck.model.hears("And now another way");
    expect(JSON.stringify(heard.body["messages"])).toContain("Remember the number 4711");
    expect((await deck.messages(key)).map(textOf)).toEqual(before);
    expect((await deck.state(key)).sends.map(({ id }) => id)).toEqual([send.id]);
    const prompts = (await deck.messages(forked.key)).filter(({ prompt }) => prompt).map(textOf);
    expect(prompts).toEqual(["Remember the number 4711", "And now another way"]);
    const [one, two] = [await deck.session(key), await deck.session(forked.key)];
    expect(one.session.id).not.toBe(two.session.id);
    expect(two.session.project).toEqual(one.session.project);
  });

  test("the model can be changed to another one that the tool offers, for the running agent and for the next", async () => {
    const deck = await Driven.open();
    const info = await deck.server.get<AgentInfo>(`/api/agent?cwd=${encodeURIComponent(deck.folder())}`);
    const first = deck.turn("Hello to begin with");
    const { key, watcher } = await first;
    const used = deck.model.heard.at(-1)?.model;
    const other = info.models.find(({ id, resolved }) => id !== "default" && resolved && resolved !== used);
    if (other?.resolved === undefined) throw new Error(`no other model in ${JSON.stringify(info.models)}`);

    expect((await deck.settings(key, { model: other.id })).status).toBe(200);
    const changed = await deck.send(key, "Who are you now?");
    await watcher.send(changed.send.id, "done");
    expect(deck.model.heard.at(-1)?.model).toBe(plain(other.resolved));
    await deck.server.kill("SIGTERM");
    await deck.startServer();
    const resumed = await deck.send(key, "And who are you today?");
    await deck.watch(key).send(resumed.send.id, "done");

    expect(deck.model.heard.at(-1)?.model).toBe(plain(other.resolved));
    expect((await deck.settings(key, { model: "no-such-model-anywhere" })).status).toBe(400);
  });

  test("the permission mode can be changed, and what it allows is not asked for", async () => {
    const deck = await Driven.open();
    const { key, watcher } = await deck.turn("Hello to begin with");
    const file = join(deck.folder(), "written-here");
    deck.model.on("write a file", message(call("Write", { file_path: file, content: "written\n" })));

    expect((await deck.settings(key, { permissionMode: "acceptEdits" })).status).toBe(200);
    expect((await deck.settings(key, { permissionMode: "bypassPermissions" })).status).toBe(400);
    const { send } = await deck.send(key, "Please write a file");
    await watcher.send(send.id, "done");

    expect(existsSync(file)).toBe(true);
    expect(watcher.drive).toMatchObject({ permissionMode: "acceptEdits" });
  });

  test("what the tool offers in a folder is told without leaving a session behind", async () => {
    const deck = await Driven.open();

    const info = await deck.server.get<AgentInfo>(`/api/agent?cwd=${encodeURIComponent(deck.folder())}`);

    expect(info.models.length).toBeGreaterThan(1);
    expect(info.commands.length).toBeGreaterThan(5);
    expect(info.permissionModes.map(({ id }) => id)).not.toContain("bypassPermissions");
    expect(info.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(await deck.server.get("/api/sessions")).toMatchObject({ sessions: [] });
  });
});

/** A model's name without the mark for a longer context, as it goes to the API. */
function plain(model: string): string {
  return model.replace(/\[.*\]$/, "");
}
