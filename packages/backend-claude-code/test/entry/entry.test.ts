import type { JsonObject } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import {
  cutInserts,
  firstLine,
  isHumanPrompt,
  parseCommand,
  promptText,
  readTokens,
  safeText,
  textField,
  timestamp,
} from "../../src/entry/index.ts";
import { attached, user } from "../render/entries.ts";

describe("timestamp", () => {
  it.each([
    ["2026-06-03T10:50:54.363Z", 1780483854363],
    ["2026-06-03T12:50:54+02:00", 1780483854000],
  ])("reads %s", (text, expected) => {
    expect(timestamp({ timestamp: text })).toBe(expected);
  });

  it.each([
    undefined,
    null,
    1780483854363,
    "",
    "9999999-13-45",
    "2026-13-45T99:99:99Z",
    "+275761-01-01T00:00:00.000Z",
    "1970-01-01T00:00:00Z",
    "2026-06-03",
    "now",
    ["2026-06-03T10:50:54Z"],
    { toString: "x" },
  ])("takes %j for no time (147)", (value) => {
    const line = (value === undefined ? {} : { timestamp: value }) as JsonObject;
    expect(timestamp(line)).toBeUndefined();
  });
});

describe("isHumanPrompt", () => {
  it.each([
    ["a typed prompt", user("fix it", { promptSource: "typed", origin: { kind: "human" } })],
    ["a prompt of an old version", user("fix it")],
    ["a prompt as a block", user([{ type: "text", text: "fix it" }])],
    ["a pasted image alone", user([{ type: "image", source: { type: "base64" } }])],
    ["a prompt of the SDK", user("fix it", { promptSource: "sdk" })],
    ["a prompt with an editor's note", user("<ide_opened_file>x</ide_opened_file>\nfix it")],
    ["a queued prompt", attached({ type: "queued_command", prompt: "and this", commandMode: "prompt" })],
  ])("says yes to %s", (_, line) => {
    expect(isHumanPrompt(line)).toBe(true);
  });

  it.each([
    ["a meta line", user("fix it", { isMeta: true })],
    ["a summary", user("This session is being continued", { isCompactSummary: true })],
    ["a side chain", user("fix it", { isSidechain: true })],
    ["a notification", user("<task-notification>x</task-notification>")],
    ["a system prompt", user("fix it", { promptSource: "system" })],
    ["another origin", user("fix it", { origin: { kind: "peer" } })],
    ["a slash command", user("<command-name>/clear</command-name>")],
    ["the output of a command", user("<local-command-stdout>ok</local-command-stdout>")],
    ["a shell line", user("<bash-input>ls</bash-input>")],
    ["an interruption", user([{ type: "text", text: "[Request interrupted by user]" }])],
    ["a reminder alone", user("<system-reminder>x</system-reminder>")],
    ["a tool result", user([{ type: "tool_result", tool_use_id: "t", content: "x" }])],
    ["an empty text", user("  ")],
    ["an assistant line", { type: "assistant", message: { content: "x" } }],
    [
      "a queued notification",
      attached({ type: "queued_command", prompt: "x", commandMode: "task-notification" }),
    ],
  ])("says no to %s", (_, line) => {
    expect(isHumanPrompt(line)).toBe(false);
  });
});

describe("promptText", () => {
  it("joins what the person wrote and names pictures", () => {
    const line = user([
      { type: "text", text: "<system-reminder>a</system-reminder>" },
      { type: "text", text: "look at this" },
      { type: "image", source: {} },
    ]);
    expect(promptText(line)).toBe("look at this\n[image]");
  });

  it("says a slash command as it was typed", () => {
    expect(promptText(user("<command-message>x</command-message>\n<command-name>x</command-name>"))).toBe(
      "/x",
    );
    expect(parseCommand("<command-name>/model</command-name>\n<command-args> opus </command-args>")).toEqual({
      name: "/model",
      args: "opus",
    });
    expect(parseCommand("say <command-name>/x</command-name>")).toBeUndefined();
  });
});

describe("texts", () => {
  it("cuts inserts off the ends only", () => {
    const text =
      "<system-reminder>a</system-reminder>\nsee <system-reminder>b</system-reminder> there\n<system-reminder>c</system-reminder>\n";
    const cut = cutInserts(text);
    expect(cut.inserts).toEqual(["a", "c"]);
    expect(cut.text).toBe("see <system-reminder>b</system-reminder> there");
    expect(cutInserts("<system-reminder>open").text).toBe("<system-reminder>open");
  });

  it("replaces lone surrogates (144)", () => {
    expect(textField({ a: "x\ud800y" }, "a")).toBe("x\ufffdy");
    expect(firstLine("\udc00\nnext")).toBe("\ufffd");
  });

  it("cuts a text of more than a megabyte and says how much is missing", () => {
    const text = safeText(`${"é".repeat(1_000_000)}end`);
    expect(text.endsWith("truncated, 3 bytes left out")).toBe(true);
  });

  it("never reads through a prototype (140)", () => {
    const line = JSON.parse('{"__proto__":{"type":"user"}}') as JsonObject;
    expect(textField(line, "type")).toBeUndefined();
    expect(textField({}, "constructor")).toBeUndefined();
  });
});

describe("readTokens", () => {
  it("splits cache writes by lifetime", () => {
    const usage = {
      input_tokens: 2,
      output_tokens: 3,
      cache_creation_input_tokens: 30,
      cache_read_input_tokens: 4,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
    };
    expect(readTokens(usage)).toEqual({
      input: 2,
      output: 3,
      cacheWrite5m: 10,
      cacheWrite1h: 20,
      cacheRead: 4,
    });
  });

  it("takes strange numbers for 0 (143)", () => {
    const usage = {
      input_tokens: -1,
      output_tokens: "12",
      cache_read_input_tokens: 2 ** 53,
      cache_creation_input_tokens: 1.5,
    };
    expect(readTokens(usage)).toEqual({
      input: 0,
      output: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      cacheRead: 0,
    });
  });
});
