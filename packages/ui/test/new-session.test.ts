import { describe, expect, it } from "vitest";
import { folderChoices, folderToList, plainFolder } from "../src/new-session/folder-suggestions.ts";
import { recentFolders } from "../src/new-session/recent-folders.ts";
import { session } from "./fixture.ts";

describe("recent folders", () => {
  it("are those of the sessions, the last one first, each once", () => {
    const at = (path: string, sortAt: number) =>
      session(`${path}${sortAt}`, { sortAt, project: { id: path, name: path.slice(1), path } });
    const subagent = session("sub", {
      kind: "subagent",
      sortAt: 99,
      project: { id: "s", name: "s", path: "/s" },
    });

    const folders = recentFolders([at("/a", 1), at("/b", 5), at("/a", 9), subagent], 8);

    expect(folders).toEqual([
      { path: "/a", name: "a" },
      { path: "/b", name: "b" },
    ]);
    expect(recentFolders([at("/a", 1), at("/b", 2)], 1)).toHaveLength(1);
  });
});

describe("completing a folder", () => {
  const recent = [{ path: "/home/ada/deck", name: "deck" }];
  const entries = ["deck", "dotfiles", ".cache", "file"].map((name) => ({
    name,
    directory: name !== "file",
  }));
  const paths = (typed: string): readonly string[] =>
    folderChoices(typed, recent, entries, 9).map(({ path }) => path);

  it("lists the folder that is being typed in", () => {
    expect(folderToList("/home/ada/d")).toBe("/home/ada/");
    expect(folderToList("~/x")).toBe("~/");
    expect(folderToList("deck")).toBeUndefined();
    expect(folderToList("")).toBeUndefined();
    expect(folderToList("~")).toBe("~/");
  });

  it("offers recent ones by a part of their name, and folders by their beginning", () => {
    expect(paths("dec")).toContain("/home/ada/deck");
    expect(paths("/home/ada/d")).toEqual(["/home/ada/deck", "/home/ada/dotfiles/"]);
    expect(paths("/home/ada/.")).toEqual(["/home/ada/.cache/"]);
    expect(paths("/home/ada/f")).toEqual([]);
  });

  it("sends a folder without a slash at its end", () => {
    expect(plainFolder(" /home/ada/ ")).toBe("/home/ada");
    expect(plainFolder("/")).toBe("/");
    expect(plainFolder("~/")).toBe("~");
  });
});
