import { encodePng } from "./png.ts";

/** `#rrggbb`. */
export type Colour = `#${string}`;

/** A picture of rectangles and lines, which is all that a mock-up needs. */
export class Canvas {
  readonly #width: number;
  readonly #height: number;
  readonly #rgb: Uint8Array;

  constructor(width: number, height: number, background: Colour) {
    this.#width = width;
    this.#height = height;
    this.#rgb = new Uint8Array(width * height * 3);
    this.fill(0, 0, width, height, background);
  }

  fill(x: number, y: number, width: number, height: number, colour: Colour): void {
    const [red, green, blue] = channels(colour);
    for (let row = Math.max(0, y); row < Math.min(this.#height, y + height); row++) {
      for (let column = Math.max(0, x); column < Math.min(this.#width, x + width); column++)
        this.#rgb.set([red, green, blue], (row * this.#width + column) * 3);
    }
  }

  /** Draws a function of x as a curve, `thick` pixels high. */
  curve(fromX: number, toX: number, thick: number, colour: Colour, y: (x: number) => number): void {
    for (let x = fromX; x < toX; x++) {
      const [here, next] = [Math.round(y(x)), Math.round(y(x + 1))];
      this.fill(x, Math.min(here, next), 1, Math.abs(next - here) + thick, colour);
    }
  }

  png(): Uint8Array {
    return encodePng(this.#width, this.#height, this.#rgb);
  }
}

function channels(colour: Colour): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
