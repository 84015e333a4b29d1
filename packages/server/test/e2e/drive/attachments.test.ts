import { isObject, type Json } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { noClaude } from "./support/claude-binary.ts";
import { Driven } from "./support/driven.ts";

/** One red pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

describe.skipIf(noClaude)(
  "what goes along with a message to the real Claude Code",
  { timeout: 60_000 },
  () => {
    test("images and texts reach the model, and the page shows the image", async () => {
      const deck = await Driven.open();
      const attachments = [
        { type: "image", mediaType: "image/png", data: PIXEL, name: "pixel.png" },
        { type: "text", name: "notes.txt", text: "The notes in the attached file" },
      ];

      const { key, send } = await deck.turn("Look at what I attached", { attachments });

      const heard = await deck.model.hears("Look at what I attached");
      expect(heard.said).toContain("The notes in the attached file");
      expect(imagesIn(heard.body["messages"])).toEqual([PIXEL]);
      expect(send.attachments.map(({ type, name }) => [type, name])).toEqual([
        ["image", "pixel.png"],
        ["text", "notes.txt"],
      ]);
      const prompt = (await deck.messages(key)).find(({ id }) => id === send.id);
      const image = prompt?.blocks.find(({ type }) => type === "image");
      expect(image).toMatchObject({ mediaType: "image/png", index: 0 });
    });
  },
);

function imagesIn(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(imagesIn);
  if (!isObject(value)) return [];
  const { type, source } = value;
  if (type === "image" && isObject(source)) return [source["data"] ?? null];
  return Object.values(value).flatMap(imagesIn);
}
