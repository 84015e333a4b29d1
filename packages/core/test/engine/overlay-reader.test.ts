import { type DeckEvent, type Message, Partials } from "@vibedeck/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { OverlayReader } from "../../src/engine/stream/overlay-reader.ts";
import { FakeOverlay } from "./fake-driver.ts";

type Step =
  | { readonly do: "write"; readonly block: number; readonly text: string }
  | { readonly do: "settle" | "void" | "replace" | "leave" | "say" }
  | { readonly do: "take"; readonly bytes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("write" as const), block: fc.nat(3), text: fc.string() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("take" as const), bytes: fc.nat(400) }) },
  fc.record({ do: fc.constantFrom("settle", "void", "replace", "leave", "say") }),
);

/** An agent that writes one message after the other, and the transcript that gets their blocks. */
class Scene {
  overlay: FakeOverlay | undefined = new FakeOverlay("k");
  readonly held = new Map<string, number>();
  #message = 0;

  run(action: Exclude<Step, { do: "take" }>): void {
    const { overlay } = this;
    if (action.do === "replace") this.overlay = new FakeOverlay("k");
    else if (action.do === "leave") this.overlay = undefined;
    if (overlay === undefined) return;
    if (action.do === "write") this.#write(overlay, action.block, action.text);
    else if (action.do === "say") overlay.revision++;
    else if (action.do === "settle") this.#settle(overlay);
    if (action.do !== "void") return;
    overlay.written = [];
    overlay.epoch++;
    this.#message++;
  }

  #write(overlay: FakeOverlay, index: number, text: string): void {
    const messageId = `m${this.#message}`;
    if (index < (this.held.get(messageId) ?? 0)) return;
    const known = overlay.written.find((block) => block.messageId === messageId && block.index === index);
    if (known === undefined) overlay.written.push({ messageId, index, kind: "text", text });
    else known.text += text;
  }

  /** The transcript gets the first block of what is written. */
  #settle(overlay: FakeOverlay): void {
    const [first] = overlay.written.toSorted((a, b) => a.index - b.index);
    if (first === undefined) return;
    this.held.set(first.messageId, first.index + 1);
    overlay.written = overlay.written.filter((block) => block !== first);
  }
}

function textsOf(messages: readonly Message[]): string[] {
  return messages.flatMap(({ id, blocks }) =>
    blocks.map((block) => `${id} ${block.type === "text" ? block.text : ""}`),
  );
}

it("gives every reader what is being written in the end, whatever happened between what he took", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const scene = new Scene();
      const reader = new OverlayReader("k", () => scene.overlay);
      const partials = new Partials();
      const states: string[] = [];
      const take = (bytes: number): void => {
        let taken = 0;
        reader.take(
          (type, data) => {
            taken += data.length;
            const event = { type, ...JSON.parse(data) } as DeckEvent;
            if (event.type === "drive") states.push(event.drive.state);
            else if (event.type === "partial") partials.apply(event);
            else partials.end();
          },
          () => taken < bytes,
        );
      };

      for (const action of steps) {
        if (action.do === "take") take(action.bytes);
        else scene.run(action);
      }
      take(1 << 20);

      const written = (scene.overlay?.written ?? []).toSorted((a, b) => a.index - b.index);
      const shown = partials.shown({ held: (id) => scene.held.get(id) ?? 0 });
      expect(textsOf(shown).toSorted()).toEqual(
        written.map(({ messageId, text }) => `${messageId} ${text}`).toSorted(),
      );
      expect(states.at(-1)).toBe(scene.overlay === undefined ? "none" : "running");
      const events = states.length;
      take(1 << 20);
      expect(states).toHaveLength(events);
    }),
    { numRuns: 500 },
  );
});
