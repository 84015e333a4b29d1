import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { localFolder } from "../../src/process/folder.ts";
import { DriveFixture } from "./drive-fixture.ts";

describe("a folder that only a transcript names", () => {
  it.each([
    ["relative", "etc"],
    ["a drive", "C:\\x"],
    ["among processes", "/proc/self/cwd"],
    ["with a line break", "/etc\n"],
    ["too long", `/${"x".repeat(5_000)}`],
    ["not there", "/srv/users/bob/../bob/nothing"],
  ])("starts no program when it is %s (90, 186)", async (_name, cwd) => {
    await using deck = await DriveFixture.open({
      cli: { folder: (path, _owner, create) => localFolder(path, "/nowhere", create) },
    });
    const record = deck.known("work/a1.jsonl");
    mkdirSync(join(deck.tool.home, "work"), { recursive: true });
    const line = { id: "u", role: "user", text: "x", cwd };
    writeFileSync(join(deck.tool.home, "work/a1.jsonl"), `${JSON.stringify(line)}\n`);
    deck.read(record.key);

    const { send } = await deck.send(record.key, "say x");
    const state = await deck.sent(record.key, send.id, "failed");

    expect(state.sends[0]?.failure?.text).toMatch(/folder/i);
    expect(deck.tool.runs()).toEqual([]);
  });
});
