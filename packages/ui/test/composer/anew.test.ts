import { describe, expect, it } from "vitest";
import { anewText, takeAnew } from "../../src/composer/anew.ts";
import { Boxes, NEW_PLACE } from "../../src/composer/boxes.ts";
import { DraftStore } from "../../src/composer/draft-store.ts";

describe("a command to start anew", () => {
  it.each([
    ["/clear", ""],
    [" /reset ", ""],
    ["/new\nfirst line\nsecond", "first line\nsecond"],
    ["/clear   a name ", "a name"],
    ["/cleared", undefined],
    ["/clear-all", undefined],
    ["please /clear", undefined],
    ["/Clear", undefined],
    ["", undefined],
  ])("in %j leaves %j", (text, rest) => {
    expect(anewText(text, [])).toBe(rest);
  });

  it("is somebody's own where a command has the name of an alias", () => {
    const commands = [{ name: "clear" }, { name: "new", description: "Make a new component" }];
    expect(anewText("/new Button", commands)).toBeUndefined();
    expect(anewText("/clear", commands)).toBe("");
  });

  it("puts what follows before what waits already, and empties the box", () => {
    const boxes = new Boxes("ada", new DraftStore());
    boxes.write(NEW_PLACE, { text: "Half a thought", files: [] });
    boxes.write("a", { text: "/clear Now this", files: [] });

    takeAnew(boxes, "a", "Now this", []);

    expect(boxes.read(NEW_PLACE).text).toBe("Now this\n\nHalf a thought");
    expect(boxes.read("a").text).toBe("");
  });
});
