import { randomUUID } from "node:crypto";
import type { Attachment } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { DriveFixture, refusal } from "./drive-fixture.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex").toString("base64");

describe("a message that comes twice (178)", () => {
  it("is sent once, also when both come in the same moment", async () => {
    await using deck = await DriveFixture.open();
    const id = randomUUID();

    const [one, two] = await Promise.all([deck.start("say once", { id }), deck.start("say twice", { id })]);
    await deck.sent(one.key, id, "done");
    const late = await deck.start("say again", { id });

    expect(two).toEqual(one);
    expect(late).toMatchObject({ key: one.key, send: { id, state: "done", text: "say once" } });
    expect(deck.said(one.key)).toEqual(["once"]);
    expect(deck.tool.runs()).toHaveLength(1);
  });

  it("gives the same receipt in a known session, and after a restart", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say first");
    await deck.sent(key, send.id, "done");
    const id = randomUUID();
    const [one, two] = await Promise.all([deck.send(key, "say x", { id }), deck.send(key, "say x", { id })]);
    await deck.sent(key, id, "done");
    await deck.driver.stop(0);

    await deck.restart();
    const again = await deck.send(key, "say x", { id });
    const started = await deck.start("say first", { id: send.id });

    expect(two).toEqual(one);
    expect(again).toMatchObject({ key, send: { id, state: "done" } });
    expect(started).toMatchObject({ key, send: { id: send.id, state: "done" } });
    expect(deck.asked(key)).toEqual(["say first", "say x"]);
  });

  it("makes one fork", async () => {
    await using deck = await DriveFixture.open();
    const { key, send } = await deck.start("say first");
    await deck.sent(key, send.id, "done");
    deck.read(key);
    const request = { id: randomUUID(), text: "say fork" };

    const [one, two] = await Promise.all([deck.drive.fork(key, request), deck.drive.fork(key, request)]);

    expect(one?.key).toBe(two?.key);
    expect(one?.key).not.toBe(key);
    await deck.sent(one?.key ?? "", request.id, "done");
    expect(deck.said(one?.key ?? "")).toEqual(["first", "fork"]);
    expect(deck.asked(key)).toEqual(["say first"]);
    expect((await deck.drive.fork(key, request))?.key).toBe(one?.key);
  });
});

describe("a message is refused", () => {
  it.each([
    ["that holds NUL (175)", "a\0b", "BAD_REQUEST"],
    ["that holds half a character (175)", "a\ud800b", "BAD_REQUEST"],
    ["of more than 1 MB (175)", "é".repeat(500_001), "PAYLOAD_TOO_LARGE"],
    ["without a word", " \n ", "BAD_REQUEST"],
  ])("%s", async (_what, text, code) => {
    await using deck = await DriveFixture.open();

    expect(await refusal(deck.start(text))).toBe(code);
    expect(deck.tool.starts()).toEqual([]);
  });

  it("whose id is no UUID", async () => {
    await using deck = await DriveFixture.open();

    expect(await refusal(deck.start("say x", { id: "--resume" }))).toBe("BAD_REQUEST");
  });

  it.each<[string, readonly Attachment[], string]>([
    [
      "more than ten",
      Array.from({ length: 11 }, () => ({ type: "text", name: "a", text: "a" })),
      "BAD_REQUEST",
    ],
    ["a type it is not", [{ type: "image", mediaType: "image/jpeg", data: PNG }], "BAD_REQUEST"],
    ["another type", [{ type: "image", mediaType: "image/svg+xml", data: PNG }], "BAD_REQUEST"],
    ["no base64", [{ type: "image", mediaType: "image/png", data: `${PNG}%%%%` }], "BAD_REQUEST"],
    [
      "more than 5 MB",
      [{ type: "image", mediaType: "image/png", data: "A".repeat(6_700_000) }],
      "PAYLOAD_TOO_LARGE",
    ],
    [
      "a text of more than 256 kB",
      [{ type: "text", name: "a", text: "x".repeat(256_001) }],
      "PAYLOAD_TOO_LARGE",
    ],
    ["a name with control characters", [{ type: "text", name: "a\nb", text: "x" }], "BAD_REQUEST"],
  ])("with files that have %s", async (_what, attachments, code) => {
    await using deck = await DriveFixture.open();

    expect(await refusal(deck.start("say x", { attachments }))).toBe(code);
  });

  it("with a model or a mode that the tool does not offer (174)", async () => {
    await using deck = await DriveFixture.open();

    expect(await refusal(deck.start("say x", { model: "--x" }))).toBe("BAD_REQUEST");
    expect(await refusal(deck.start("say x", { model: "<synthetic>" }))).toBe("BAD_REQUEST");
    expect(await refusal(deck.start("say x", { permissionMode: "bypassPermissions" }))).toBe("BAD_REQUEST");
    expect(deck.tool.runs()).toEqual([]);
  });

  it("for a folder that is not there, unless it is to be made", async () => {
    await using deck = await DriveFixture.open();
    const cwd = `${deck.tool.cwd}/new/folder`;

    expect(await refusal(deck.start("say x", { cwd }))).toBe("FOLDER_MISSING");
    expect(await refusal(deck.start("say x", { cwd: "work" }))).toBe("BAD_REQUEST");
    expect(await refusal(deck.start("say x", { addDirs: [cwd] }))).toBe("FOLDER_MISSING");
    const { key, send } = await deck.start("say x", { cwd, create: true });
    await deck.sent(key, send.id, "done");
    expect(deck.tool.runs()[0]?.cwd).toBe(cwd);
  });

  it("in a sub-agent's session", async () => {
    await using deck = await DriveFixture.open();
    const agent = deck.known("work/agent-x1.jsonl");

    expect(await refusal(deck.send(agent.key, "say x"))).toBe("NOT_SUPPORTED");
    expect(await refusal(deck.drive.info(agent.key))).toBe("NOT_SUPPORTED");
  });

  it("when a person sends too many in a minute (188)", async () => {
    await using deck = await DriveFixture.open({ limits: { sendsPerMinute: 2 } });
    const { key, send } = await deck.start("hang");
    await deck.send(key, "say 2");

    expect(await refusal(deck.send(key, "say 3"))).toBe("TOO_MANY_SENDS");
    expect((await deck.send(key, "hang", { id: send.id })).send.id).toBe(send.id);
  });

  it("by a server that only watches, in every call", async () => {
    await using deck = await DriveFixture.open({ readOnly: true });
    const { drive } = deck;
    const calls: (() => unknown)[] = [
      () => deck.start("say x"),
      () => deck.send("key", "say x"),
      () => drive.fork("key", { id: randomUUID(), text: "x" }),
      () => drive.change("key", "id", {}),
      () => drive.remove("key", "id"),
      () => drive.sent("key", "id"),
      () => drive.interrupt("key"),
      () => drive.settings("key", {}),
      () => drive.state("key"),
      () => drive.approvals(),
      () => drive.answer("id", { type: "allow" }),
      () => drive.info("key"),
      () => drive.infoIn("/"),
      () => drive.list("key", ""),
      () => drive.listIn("/"),
    ];

    for (const call of calls) expect(await refusal(call)).toBe("READ_ONLY");
  });
});

describe("what goes along with a message", () => {
  it("is told by name and size, kept for the agent, and nowhere in the log", async () => {
    await using deck = await DriveFixture.open();

    const { key, send } = await deck.start("say secret-word", {
      attachments: [
        { type: "image", mediaType: "image/png", data: PNG, name: "a.png" },
        { type: "text", name: "b.txt", text: "secret-word" },
      ],
    });
    await deck.sent(key, send.id, "done");

    expect(send.attachments).toEqual([
      { type: "image", name: "a.png", bytes: 16 },
      { type: "text", name: "b.txt", bytes: 11 },
    ]);
    expect(deck.logged.length).toBeGreaterThan(0);
    expect(deck.logged.join()).not.toContain("secret-word");
  });

  it("and what is answered, fails or is refused is in no log either", async () => {
    await using deck = await DriveFixture.open();
    const { key } = await deck.start("ask secret-word; ask make; exit 3 secret-word");
    for (const type of ["allow", "deny"] as const) {
      const { approvals } = await deck.until(key, (told) =>
        told.approvals.some((one) => one.state === "pending"),
      );
      const id = approvals.find((one) => one.state === "pending")?.id ?? "";
      const allow = { type: "allow", input: { command: "secret-word" } } as const;
      await deck.drive.answer(id, type === "allow" ? allow : { type, message: "secret-word" });
    }
    await deck.until(key, ({ state }) => state === "none");
    await refusal(deck.send(key, "secret-word\0"));
    deck.tool.missing(true);
    const { send } = await deck.send(key, "secret-word");
    await deck.sent(key, send.id, "failed");

    expect(deck.logged.join()).toContain("A turn failed");
    expect(deck.logged.join()).not.toContain("secret-word");
  });

  it("may be a megabyte of text; readers are told its beginning (175)", async () => {
    await using deck = await DriveFixture.open();
    const text = `gate go; ${"x".repeat(990_000)}`;
    const { key, send } = await deck.start(text);
    await deck.until(key, ({ phase }) => phase === "at gate go");

    const told = deck.told(key).sends[0]?.text ?? "";
    deck.tool.open("go");
    await deck.sent(key, send.id, "done");

    expect(told).toHaveLength(4_001);
    expect(deck.said(key)).toEqual([expect.stringMatching(/^you said 990000: x+$/)]);
  });
});

describe("only the owner drives", () => {
  it("and to everybody else his sessions are missing", async () => {
    await using deck = await DriveFixture.open({
      roots: (tool) => [tool.root("ada")],
    });
    const ada = deck.as("ada");
    const { key, send } = await ada.start({ id: randomUUID(), text: "hang", cwd: deck.tool.cwd });
    await deck.until(key, ({ state }) => state === "running");
    const admin = deck.driver.scoped({ principal: { kind: "user", id: "bob", admin: true }, everyone: true });
    const local = deck.driver.scoped({ principal: { kind: "local", id: "local" } });

    for (const drive of [admin, local]) {
      const request = { id: randomUUID(), text: "say x" };
      expect(await drive.send(key, request)).toBeUndefined();
      expect(await drive.fork(key, request)).toBeUndefined();
      expect(await drive.interrupt(key)).toBeUndefined();
      expect(await drive.state(key)).toBeUndefined();
      expect(await drive.settings(key, { model: "m-small" })).toBeUndefined();
      expect(await drive.change(key, send.id, { move: "queue" })).toBeUndefined();
      expect(await drive.remove(key, send.id)).toBeUndefined();
      expect(drive.sent(key, send.id)).toBeUndefined();
      expect(await drive.info(key)).toBeUndefined();
      expect(await drive.list(key, "")).toBeUndefined();
    }
    expect(deck.told(key).state).toBe("running");
  });

  it("and who has no place for sessions cannot start any", async () => {
    await using deck = await DriveFixture.open({ roots: (tool) => [tool.root("ada")] });

    expect(await refusal(deck.start("say x"))).toBe("UNAVAILABLE");
  });
});
