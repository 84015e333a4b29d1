import type { Message } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { findMessages, findText } from "../src/find/find-text.ts";
import { FindControl, type FindHost } from "../src/transcript/find-control.ts";
import { entry } from "./fixture.ts";

describe("the text of a message", () => {
  it("is what it shows: also commands, outputs and diffs, but no ids and no kinds", () => {
    const message: Message = {
      id: "m",
      role: "assistant",
      blocks: [
        { type: "thinking", text: "Hmm" },
        {
          type: "tool_use",
          toolId: "toolu_1",
          name: "Bash",
          input: { command: "INPUT" },
          view: { kind: "shell", command: "npm Test" },
          result: {
            type: "tool_result",
            toolId: "toolu_1",
            isError: false,
            view: { kind: "shell", stdout: "42 passed", stderr: "" },
          },
        },
      ],
    };

    const text = findText(message);

    expect(text).toContain("hmm");
    expect(text).toContain("npm test");
    expect(text).toContain("42 passed");
    expect(text).not.toContain("toolu_1");
    expect(text).not.toContain("input");
  });

  it("is found whatever its case, and nothing is found for nothing", () => {
    const messages = [entry(0), entry(1)];
    expect(findMessages(messages, "PROMPT 0")).toEqual(["m0"]);
    expect(findMessages(messages, "  ")).toEqual([]);
  });
});

describe("finding", () => {
  function control(from: number, end: number, inView: string | undefined) {
    let messages = Array.from({ length: end - from }, (_, i) => entry(from + i));
    const shown: string[] = [];
    const host: FindHost = {
      messages: () => messages,
      atStart: () => messages[0]?.id === "m0",
      older: async () => {
        const first = Number(messages[0]?.id.slice(1));
        const more = Array.from({ length: Math.min(100, first) }, (_, i) =>
          entry(first - Math.min(100, first) + i),
        );
        messages = [...more, ...messages];
        return more.length;
      },
      inView: () => inView,
      show: (id) => shown.push(id),
      changed: () => {},
    };
    return { find: new FindControl(host), shown };
  }

  it("goes to the match nearest to the reader, then on and round", () => {
    const { find, shown } = control(0, 40, "m15");

    find.look("prompt");
    find.step(1);
    find.step(1);
    find.step(-1);

    expect(shown).toEqual(["m20", "m30", "m0", "m30"]);
    expect(find.state).toMatchObject({ count: 4, at: 3, more: false });
  });

  it("searches further back until something is found", async () => {
    const { find, shown } = control(500, 540, "m539");
    find.look("module 320");
    expect(find.state).toMatchObject({ count: 0, more: true });

    await find.older();

    expect(shown).toEqual(["m320"]);
    expect(find.state).toMatchObject({ count: 1, at: 0, searching: false });
  });

  it("stops searching at a bound, and says how far it came", async () => {
    const { find } = control(5000, 5040, undefined);
    find.look("module 0:");

    await find.older();

    expect(find.state).toMatchObject({ count: 0, more: true, note: "Nothing in 800 earlier entries." });
  });

  it("says when the beginning is reached without a match", async () => {
    const { find } = control(150, 160, undefined);
    find.look("nowhere");

    await find.older();

    expect(find.state).toMatchObject({ count: 0, more: false, note: "The beginning is reached." });
  });
});
