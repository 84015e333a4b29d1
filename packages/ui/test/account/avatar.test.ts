import { describe, expect, it } from "vitest";
import { AVATAR_COLOURS, avatarColour, initial } from "../../src/account/avatar.ts";

/** The relative luminance of a colour (WCAG 2.2). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("an avatar", () => {
  it("has a ground on which its white letter keeps 4.5:1", () => {
    for (const colour of AVATAR_COLOURS) expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThan(4.5);
  });

  it("has the same colour for an id always, and not one for all", () => {
    expect(avatarColour("ada")).toBe(avatarColour("ada"));
    const ids = Array.from({ length: 200 }, (_, i) => avatarColour(`user-${i}`));
    expect(new Set(ids).size).toBe(AVATAR_COLOURS.length);
  });

  it("takes the first letter or number, of the id where the name has none", () => {
    expect(initial("ada", "x")).toBe("A");
    expect(initial("  <élan>", "x")).toBe("É");
    expect(initial("👩‍🔬", "bob")).toBe("B");
    expect(initial(undefined, "7up")).toBe("7");
    expect(initial("", "")).toBe("?");
  });
});
