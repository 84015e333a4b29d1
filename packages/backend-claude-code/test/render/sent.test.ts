import { describe, expect, it } from "vitest";
import { classify, messages } from "../../src/render/index.ts";
import { attached, entry, one, user } from "./entries.ts";

const UUID = "11111111-1111-4111-8111-111111111111";
const SOURCE = "22222222-1111-4111-8111-111111111111";

describe("a message that was sent from here", () => {
  it.each(["vibedeck", "sdk-cli", "sdk-ts"])("has the id under which it was sent: %s", (entrypoint) => {
    expect(one(user("hi", { entrypoint, promptSource: "sdk" }))).toMatchObject({ id: UUID, prompt: true });
  });

  it("has it as a slash command too", () => {
    const text = "<command-name>/context</command-name>\n<command-message>context</command-message>";

    expect(one(user(text, { entrypoint: "vibedeck" }))).toMatchObject({
      id: UUID,
      blocks: [{ type: "command" }],
    });
  });

  it("has it when it went into a running turn", () => {
    const queued = { type: "queued_command", prompt: "STEERED", source_uuid: SOURCE, commandMode: "prompt" };

    expect(one({ ...attached(queued), entrypoint: "vibedeck" })).toMatchObject({
      id: SOURCE,
      role: "user",
      prompt: true,
      blocks: [{ type: "text", text: "STEERED" }],
    });
  });

  it("is told from the lines of other writers, whose uuids can stand in a file twice (146)", () => {
    const queued = { type: "queued_command", prompt: "x", source_uuid: SOURCE, commandMode: "prompt" };
    const ids = [user("hi", { entrypoint: "cli" }), user("hi"), attached(queued)].map((line) => one(line).id);

    expect(ids).toEqual([`${UUID}@0`, `${UUID}@0`, `${UUID}@0`]);
  });

  it("shows a text file that went along as what it is", () => {
    const file = '<attached-file name="notes.txt">\n<b>two</b>\nlines\n</attached-file>';
    const line = user(
      [
        { type: "text", text: file },
        { type: "text", text: "look" },
      ],
      { entrypoint: "vibedeck" },
    );

    expect(one(line).blocks).toEqual([
      { type: "attachment", label: "notes.txt", text: "<b>two</b>\nlines" },
      { type: "text", text: "look", format: "markdown" },
    ]);
  });

  it.each([
    ['<attached-file name="x">\nno end'],
    ['<attached-file name="">\nx\n</attached-file>'],
    ['say <attached-file name="x">\nx\n</attached-file>'],
  ])("shows what merely looks like one as text: %j", (text) => {
    expect(one(user(text)).blocks).toMatchObject([{ type: "text", text }]);
  });
});

describe("what 2.1.330 writes beside the conversation", () => {
  it.each([
    [
      { type: "api-request-shape", shapeHash: "x", shape: { system: [{ type: "text", text: "long" }] } },
      "form of the requests to the API",
    ],
    [
      { type: "api-request-blob", hash: "x", message: { role: "user", content: "everything again" } },
      "part of a request to the API",
    ],
    [{ type: "api-request", id: "x", params: { model: "m" } }, "request to the API"],
    [{ type: "tools-used", tools: ["Bash", "Read"] }, "tools in use: Bash, Read"],
    [{ type: "tools-used", tools: 7 }, "tools in use"],
    [attached({ type: "environment", snapshot: { platform: "linux" } }), "the surroundings"],
    [attached({ type: "model", identity: { marketingName: "Opus 5.5" } }), "the model: Opus 5.5"],
    [attached({ type: "session_context", context: {} }), "the session's context"],
    [attached({ type: "date", date: "2026-11-24" }), "the date is 2026-11-24"],
    [attached({ type: "remote_session_change", commit: "x" }), "how commits and pull requests are signed"],
    [attached({ type: "unknown_command_fallback" }), "no such command; sent as a prompt"],
  ])("is folded: %j", (line, folded) => {
    expect(classify(entry(line))).toBe("folded");
    expect(one(line).folded).toBe(folded);
  });

  it("does not show requests again that hold the whole conversation", () => {
    const [message] = messages(entry({ type: "api-request-blob", message: { content: "x".repeat(10_000) } }));

    expect(JSON.stringify(message).length).toBeLessThan(300);
  });
});
