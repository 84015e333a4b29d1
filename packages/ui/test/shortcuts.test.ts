import { describe, expect, it } from "vitest";
import { KEYS, shortcutOf } from "../src/app/shortcuts.ts";
import { KEY_GROUPS } from "../src/dialog/key-groups.ts";

const press = (key: string, change = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...change,
});

describe("keys", () => {
  it("each do one thing, and the help shows them all", () => {
    const keys = KEY_GROUPS.flatMap((group) => group.keys.map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
    expect([...keys, "Home", "End"]).toEqual([...KEYS.keys()]);
    for (const [key, does] of KEYS) expect(shortcutOf(press(key), false)).toBe(does);
  });

  it("are left alone while something is typed or composed, and with modifiers of the browser", () => {
    expect(shortcutOf(press("j"), true)).toBeUndefined();
    expect(shortcutOf(press("j", { isComposing: true }), false)).toBeUndefined();
    expect(shortcutOf(press("r", { ctrlKey: true }), false)).toBeUndefined();
    expect(shortcutOf(press("d", { altKey: true }), false)).toBeUndefined();
    expect(shortcutOf(press("constructor"), false)).toBeUndefined();
  });

  it("open our own find, which knows of messages that are not in the page", () => {
    expect(shortcutOf(press("f", { ctrlKey: true }), true)).toBe("find");
    expect(shortcutOf(press("f", { metaKey: true }), false)).toBe("find");
  });
});
