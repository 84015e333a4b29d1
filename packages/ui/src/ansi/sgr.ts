/** How a stretch of terminal output looks. Colours are numbers of the sixteen basic ones. */
export interface Style {
  readonly fg?: number | undefined;
  readonly bg?: number | undefined;
  readonly bold?: boolean | undefined;
  readonly dim?: boolean | undefined;
  readonly italic?: boolean | undefined;
  readonly underline?: boolean | undefined;
  readonly strike?: boolean | undefined;
  readonly inverse?: boolean | undefined;
}

/** No attribute set. */
export const PLAIN: Style = {};

const MAX_PARAMETERS = 32;

const ATTRIBUTES: ReadonlyMap<number, Style> = new Map([
  [1, { bold: true }],
  [2, { dim: true }],
  [3, { italic: true }],
  [4, { underline: true }],
  [7, { inverse: true }],
  [9, { strike: true }],
  [22, { bold: undefined, dim: undefined }],
  [23, { italic: undefined }],
  [24, { underline: undefined }],
  [27, { inverse: undefined }],
  [29, { strike: undefined }],
  [39, { fg: undefined }],
  [49, { bg: undefined }],
]);

/** Applies the parameters of one SGR sequence (`1;31`). Unknown ones change nothing. */
export function applySgr(style: Style, parameters: string): Style {
  if (parameters === "") return PLAIN;
  const codes = parameters.split(/[;:]/, MAX_PARAMETERS).map((code) => (code === "" ? 0 : Number(code)));
  let next = style;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? Number.NaN;
    if (code === 0) next = PLAIN;
    else if (code === 38 || code === 48) {
      const [color, used] = extended(codes, index + 1);
      if (color !== undefined) next = { ...next, [code === 38 ? "fg" : "bg"]: color };
      index += used;
    } else next = basic(next, code);
  }
  return next;
}

function basic(style: Style, code: number): Style {
  const attribute = ATTRIBUTES.get(code);
  if (attribute !== undefined) return { ...style, ...attribute };
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, fg: code - 82 };
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, bg: code - 92 };
  return style;
}

/** Reads `5;N` or `2;R;G;B`; returns the nearest basic colour and how many codes were read. */
function extended(codes: readonly number[], at: number): readonly [number | undefined, number] {
  if (codes[at] === 5) return [fromPalette(codes[at + 1] ?? Number.NaN), 2];
  if (codes[at] === 2) return [nearest(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), 4];
  return [undefined, 0];
}

function fromPalette(index: number): number | undefined {
  if (!(index >= 0 && index <= 255)) return undefined;
  if (index < 16) return index;
  if (index >= 232) return nearest(8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10);
  const cube = index - 16;
  const level = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/** Hue decides among the six colours, lightness between the normal and the bright one. */
function nearest(red: number, green: number, blue: number): number {
  const high = Math.max(red, green, blue);
  const low = Math.min(red, green, blue);
  if (high - low < 40) return high < 64 ? 0 : high < 150 ? 8 : high < 230 ? 7 : 15;
  const middle = (high + low) / 2;
  const bits = (red > middle ? 1 : 0) | (green > middle ? 2 : 0) | (blue > middle ? 4 : 0);
  return high > 200 ? bits + 8 : bits;
}
