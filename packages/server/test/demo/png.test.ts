import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Canvas } from "../../src/demo/pictures/canvas.ts";
import { brokenProductPage, hiveChart } from "../../src/demo/pictures/pictures.ts";

/** The rows of a PNG with one IDAT chunk, as far as the format needs to be understood here. */
function pixels(png: Uint8Array): { readonly width: number; readonly rows: Uint8Array } {
  const bytes = Buffer.from(png);
  const data = bytes.indexOf("IDAT");
  return {
    width: bytes.readUInt32BE(16),
    rows: inflateSync(bytes.subarray(data + 4, data + 4 + bytes.readUInt32BE(data - 4))),
  };
}

describe("a picture", () => {
  it("holds the pixels that were painted, and nothing outside of it", () => {
    const canvas = new Canvas(2, 2, "#000000");
    canvas.fill(1, -5, 50, 6, "#ff8001");

    const { width, rows } = pixels(canvas.png());

    expect(width).toBe(2);
    expect([...rows]).toEqual([0, 0, 0, 0, 255, 128, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("is small enough for a transcript", () => {
    expect(brokenProductPage().length).toBeLessThan(10_000);
    expect(hiveChart().length).toBeLessThan(10_000);
  });
});
