import { describe, expect, it } from "vitest";
import {
  MAX_FILES,
  MAX_IMAGE_BYTES,
  MAX_TEXT_BYTES,
  refusal,
  release,
  takeFiles,
  textOf,
  toBase64,
} from "../../src/composer/attachments.ts";

const image = (type: string, size: number) => ({ name: "p", type, size });

describe("files that go along", () => {
  it("are images of four kinds up to 5 MB, and texts up to 256 kB", () => {
    for (const type of ["image/png", "image/jpeg", "image/gif", "image/webp"]) {
      expect(refusal(image(type, MAX_IMAGE_BYTES))).toBeUndefined();
      expect(refusal(image(type, MAX_IMAGE_BYTES + 1))).toContain("5 MB");
    }
    expect(refusal(image("image/tiff", 10))).toContain("PNG, JPEG, GIF and WebP");
    expect(refusal({ name: "a.ts", type: "video/mp2t", size: MAX_TEXT_BYTES })).toBeUndefined();
    expect(refusal({ name: "a.log", type: "", size: MAX_TEXT_BYTES + 1 })).toContain("256 kB");
  });

  it("become what the server takes, in their order", async () => {
    const { attached, refused } = await takeFiles(
      [
        new File([new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])], "shot.jpg", { type: "image/jpeg" }),
        new File(["const a = 'ü';\n"], "a.ts", { type: "video/mp2t" }),
      ],
      0,
    );

    expect(refused).toEqual([]);
    expect(attached.map(({ content }) => content)).toEqual([
      { type: "image", mediaType: "image/png", data: "iVBORw0KGgo=", name: "shot.jpg" },
      { type: "text", name: "a.ts", text: "const a = 'ü';\n" },
    ]);
    expect(attached[0]?.preview).toMatch(/^blob:/);
    release(attached);
  });

  it("are refused by name when they are neither", async () => {
    const { attached, refused } = await takeFiles(
      [
        new File([new Uint8Array([0, 1, 2])], "a.bin"),
        new File(["no picture"], "d.png", { type: "image/png" }),
        new File([new Uint8Array([0xff, 0xfe])], "b.txt"),
        new File(["fine"], "c.txt"),
      ],
      0,
    );

    expect(attached.map(({ name }) => name)).toEqual(["c.txt"]);
    expect(refused).toHaveLength(3);
    expect(refused[1]).toContain("d.png is no image");
    expect(refused[0]).toContain("a.bin is not text");
  });

  it("are ten at most, those that are there already counted", async () => {
    const files = Array.from({ length: 4 }, (_, i) => new File(["x"], `${i}.txt`));
    const { attached, refused } = await takeFiles(files, MAX_FILES - 2);

    expect(attached.map(({ name }) => name)).toEqual(["0.txt", "1.txt"]);
    expect(refused.every((reason) => reason.includes("at most 10"))).toBe(true);
  });

  it("are encoded whole, also the large ones", () => {
    const bytes = Uint8Array.from({ length: 200_001 }, (_, i) => i % 256);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    expect(textOf(new TextEncoder().encode("日本🎉"))).toBe("日本🎉");
  });
});
