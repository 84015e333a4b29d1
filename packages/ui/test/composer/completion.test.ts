import { describe, expect, it } from "vitest";
import {
  type Choice,
  complete,
  matching,
  mentionOf,
  splitPath,
  triggerAt,
} from "../../src/composer/completion.ts";
import { CompletionSource } from "../../src/composer/completion-source.ts";
import { AGENT } from "../fake-drive.ts";

/** The trigger at the bar in a text. */
function at(marked: string): ReturnType<typeof triggerAt> {
  return triggerAt(marked.replace("|", ""), marked.indexOf("|"));
}

const choice = (label: string, insert = label, more = false): Choice => ({
  id: label,
  label,
  insert,
  more,
  icon: "file",
});

describe("what can be completed", () => {
  it("is a slash command at the very beginning, and nowhere else", () => {
    expect(at("/rev|")).toMatchObject({ kind: "command", query: "rev", from: 0, to: 4 });
    expect(at("/rev|iew x")).toMatchObject({ kind: "command", query: "rev", to: 7 });
    expect(at("/|")).toMatchObject({ kind: "command", query: "" });
    expect(at("/review |")).toBeUndefined();
    expect(at("see /rev|")).toBeUndefined();
    expect(at("|/rev")).toBeUndefined();
  });

  it("is a mention at the beginning of a word", () => {
    expect(at("look at @src/a|")).toMatchObject({ kind: "mention", query: "src/a", from: 8, to: 14 });
    expect(at("@|")).toMatchObject({ kind: "mention", query: "", from: 0 });
    expect(at("これ。@x|")).toMatchObject({ kind: "mention", query: "x" });
    expect(at("(@x|)")).toBeUndefined();
    expect(at("line\n@x|")).toMatchObject({ kind: "mention", query: "x", from: 5 });
    expect(at("ada@example|")).toBeUndefined();
    expect(at("@x y|")).toBeUndefined();
  });

  it("is a quoted mention up to the caret, spaces and all", () => {
    expect(at('see @"my dir/a b|')).toMatchObject({ kind: "mention", query: "my dir/a b", from: 4, to: 16 });
    expect(at('see @"my dir" and|')).toBeUndefined();
  });

  it("is nothing in a word that is too long to be a name, quickly", () => {
    const begun = performance.now();
    expect(triggerAt(`/${"a".repeat(300)}`, 301)).toBeUndefined();
    expect(triggerAt(`@${'"a '.repeat(300_000)}`, 900_001)).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(50);
  });
});

describe("choices", () => {
  it("stand in the order of how well they match", () => {
    const labels = matching([choice("preview"), choice("plugin:review"), choice("review")], "rev", 9);
    expect(labels.map(({ label }) => label)).toEqual(["review", "plugin:review", "preview"]);
    expect(matching([choice("a"), choice("b")], "", 1)).toHaveLength(1);
    expect(matching([choice("a.*")], ".*", 9)).toHaveLength(1);
  });

  it("replace the word, with a space behind it", () => {
    const trigger = triggerAt("look @sr now", 8);
    if (trigger === undefined) throw new Error("no trigger");
    expect(complete("look @sr now", trigger, choice("x", "@src.ts"))).toEqual({
      text: "look @src.ts now",
      caret: 13,
    });
    const last = triggerAt("look @sr", 8);
    if (last === undefined) throw new Error("no trigger");
    expect(complete("look @sr", last, choice("x", "@src.ts"))).toEqual({ text: "look @src.ts ", caret: 13 });
  });

  it("go on behind a folder", () => {
    const trigger = triggerAt("@sr", 3);
    if (trigger === undefined) throw new Error("no trigger");
    const folder = complete("@sr", trigger, choice("src/", "@src/", true));
    expect(folder).toEqual({ text: "@src/", caret: 5 });
    expect(triggerAt(folder.text, folder.caret)).toMatchObject({ query: "src/" });

    const quoted = complete("@sr", trigger, choice("my dir/", '@"my dir/"', true));
    expect(quoted).toEqual({ text: '@"my dir/', caret: 9 });
    expect(triggerAt(quoted.text, quoted.caret)).toMatchObject({ query: "my dir/" });
  });

  it("quote a path with spaces", () => {
    expect(mentionOf("src/a.ts")).toBe("@src/a.ts");
    expect(mentionOf("my dir/a.ts")).toBe('@"my dir/a.ts"');
    expect(splitPath("src/co")).toEqual({ folder: "src/", name: "co" });
  });
});

describe("where choices come from", () => {
  const listed: string[] = [];
  const source = new CompletionSource({
    info: async () => AGENT,
    list: async (folder) => {
      listed.push(folder);
      return [
        { name: "src", directory: true },
        { name: ".env", directory: false },
        { name: "my notes.md", directory: false },
      ];
    },
  });
  const labels = async (text: string): Promise<readonly string[]> => {
    const trigger = triggerAt(text, text.length);
    return trigger === undefined ? [] : (await source.choices(trigger)).map(({ label }) => label);
  };

  it("the tool names commands, skills and agents, the folder its files", async () => {
    expect(await labels("/re")).toEqual(["review", "release-notes"]);
    expect(await labels("@")).toEqual(["explorer", "reviewer", "src/", "my notes.md"]);
    expect(await labels("@src/my")).toEqual(["my notes.md"]);
    expect(await labels("@.")).toContain(".env");
  });

  it("an agent is called by its name, as far as the tool understands it", async () => {
    const names = ["Explore", "team:re-view.v2", "has a space", 'q"uote'];
    const info = { ...AGENT, agents: names.map((name) => ({ name })) };
    const offers = new CompletionSource({ info: async () => info, list: async () => [] });

    const choices = await offers.choices({ kind: "mention", query: "", from: 0, to: 1 });

    expect(choices.map(({ insert }) => insert)).toEqual(["@agent-Explore", "@agent-team:re-view.v2"]);
  });

  it("a folder is asked for once while one types in it", async () => {
    listed.length = 0;
    for (const text of ["@lib/", "@lib/m", "@lib/my"]) await labels(text);
    expect(listed).toEqual(["lib/"]);
  });

  it("a server that does not answer offers nothing, and breaks nothing", async () => {
    const dead = new CompletionSource({
      info: () => Promise.reject(new Error("gone")),
      list: () => Promise.reject(new Error("gone")),
    });
    expect(await dead.choices({ kind: "mention", query: "", from: 0, to: 1 })).toEqual([]);
    expect(await dead.choices({ kind: "command", query: "", from: 0, to: 1 })).toEqual([]);
  });
});
