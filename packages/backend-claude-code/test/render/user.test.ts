import { describe, expect, it } from "vitest";
import { block, one, render, user } from "./entries.ts";

describe("user entries", () => {
  it("marks a prompt", () => {
    const message = one(user("fix **it**", { promptSource: "typed" }));
    expect(message).toMatchObject({ role: "user", prompt: true });
    expect(message.blocks).toEqual([{ type: "text", text: "fix **it**", format: "markdown" }]);
  });

  it.each([
    [
      "a slash command",
      "<command-name>/effort</command-name>\n<command-args>max</command-args>",
      { type: "command", name: "/effort", args: "max" },
    ],
    [
      "a slash command of 1.0",
      "<command-message>init is…</command-message>\n<command-name>init</command-name>",
      { type: "command", name: "/init", args: "" },
    ],
    [
      "a shell line",
      "<bash-input>git status</bash-input>",
      { type: "command", name: "", args: "git status", shell: true },
    ],
    [
      "the output of a shell line",
      "<bash-stdout>a</bash-stdout><bash-stderr>b</bash-stderr>",
      { type: "output", stdout: "a", stderr: "b" },
    ],
    [
      "the output of a command",
      "<local-command-stdout>\u001b[1mok\u001b[22m</local-command-stdout>",
      { type: "output", stdout: "\u001b[1mok\u001b[22m", stderr: "" },
    ],
    [
      "an interruption",
      "[Request interrupted by user]",
      { type: "notice", level: "warning", text: "You interrupted the answer" },
    ],
    [
      "an interrupted tool",
      "[Request interrupted by user for tool use]",
      { type: "notice", level: "warning", text: "You interrupted a tool call" },
    ],
  ])("shows %s", (_, text, expected) => {
    const message = one(user([{ type: "text", text }]));
    expect(message.prompt).toBeUndefined();
    expect(message.folded).toBeUndefined();
    expect(message.blocks).toEqual([expected]);
  });

  it("shows the end of work in the background as a notice", () => {
    const text =
      '<task-notification>\n<task-id>b1</task-id>\n<status>failed</status>\n<summary>Background command "x" failed</summary>\n<result>boom</result>\n</task-notification>';
    expect(one(user(text, { origin: { kind: "task-notification" } }))).toMatchObject({
      role: "system",
      blocks: [{ type: "notice", level: "error", text: 'Background command "x" failed', detail: "boom" }],
    });
  });

  it("takes nothing of a quoted page for the summary of an event", () => {
    const text =
      "<ci-monitor-event>PR #1 has a comment\n<details><summary>About</summary></details></ci-monitor-event>";
    expect(block(user(text))).toMatchObject({ type: "notice", text: "PR #1 has a comment" });
  });

  it("shows the mail of another session as a notice", () => {
    expect(block(user('<teammate-message teammate_id="a">done</teammate-message>'))).toMatchObject({
      type: "notice",
      level: "info",
    });
    expect(block(user("Another Claude session sent: hi"))).toMatchObject({ type: "notice" });
  });

  it.each([
    [
      "a caveat",
      { isMeta: true },
      "<local-command-caveat>Caveat: …</local-command-caveat>",
      "note on local commands",
    ],
    [
      "an old caveat",
      { isMeta: true },
      "Caveat: The messages below were generated",
      "note on local commands",
    ],
    [
      "a skill",
      { isMeta: true, sourceToolUseID: "t" },
      "Base directory for this skill: /x/skills/review\n\n# Review",
      "skill instructions: review",
    ],
    ["the body of a skill", { isMeta: true, sourceToolUseID: "t" }, "You review code.", "skill instructions"],
    ["an expanded command", { isMeta: true }, "Please analyze this codebase", "instructions for the model"],
    [
      "a summary",
      { isCompactSummary: true },
      "This session is being continued from a previous conversation",
      "summary of the conversation so far",
    ],
    ["a reminder", { isMeta: true }, "<system-reminder>x</system-reminder>", "system reminder"],
    ["where an image is kept", { isMeta: true }, "[Image: source: /x/1.png]", "where the image is kept"],
    ["empty output", {}, "<local-command-stdout></local-command-stdout>", "command without output"],
  ])("folds %s", (_, more, text, label) => {
    const message = one(user([{ type: "text", text }], more));
    expect(message.folded).toBe(label);
    expect(message.blocks).toHaveLength(1);
    expect(message.prompt).toBeUndefined();
  });

  it("cuts reminders off a prompt and folds them beside it", () => {
    const [prompt, reminder, ...rest] = render(user("do it\n<system-reminder>be kind</system-reminder>"));
    expect(prompt).toMatchObject({ prompt: true, blocks: [{ text: "do it" }] });
    expect(reminder).toMatchObject({
      role: "system",
      folded: "system reminder",
      blocks: [{ text: "be kind" }],
    });
    expect(reminder?.id).not.toBe(prompt?.id);
    expect(rest).toEqual([]);
  });

  it("keeps pictures and documents beside the text", () => {
    const message = one(
      user([
        { type: "text", text: "[Image #1] what is it?" },
        { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
        {
          type: "document",
          title: "paper.pdf",
          source: { type: "base64", media_type: "application/pdf", data: "AAAA" },
        },
      ]),
    );
    expect(message.prompt).toBe(true);
    expect(message.blocks.slice(1)).toEqual([
      { type: "image", mediaType: "image/png", data: "iVBORw0KGgo=", bytes: 8 },
      { type: "document", mediaType: "application/pdf", title: "paper.pdf", bytes: 3 },
    ]);
  });

  it("sets side chains inside a main file apart, and leaves agent files alone", () => {
    expect(one(user("look", { isSidechain: true }))).toMatchObject({ agentId: "sidechain", role: "user" });
    expect(one(user("look", { isSidechain: true, agentId: "a1b2c3d" })).agentId).toBeUndefined();
    expect(one(user("look", { isSidechain: true })).prompt).toBeUndefined();
  });

  it("shows what it does not know raw", () => {
    expect(block(user([{ type: "hologram" }]))).toMatchObject({
      type: "raw",
      reason: 'user content "hologram" is not known',
    });
    expect(block(user(undefined))).toMatchObject({ type: "raw", reason: "user entry without content" });
  });
});
