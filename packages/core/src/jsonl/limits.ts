/** The bounds of {@link createJsonlTailer}. */
export interface JsonlLimits {
  /** Longest line that is parsed, in bytes with its line feed. Longer ones become one `too-long` entry. */
  readonly lineBytes: number;
  /** Deepest nesting of objects and arrays that is accepted. */
  readonly depth: number;
  /** Most values (members and elements, nested ones included) that one line may hold. */
  readonly nodes: number;
  /** Longest excerpt of a bad line, in UTF-16 units. */
  readonly excerpt: number;
  /** How far backwards one call looks for the start of a line, in bytes. */
  readonly searchBytes: number;
  /** Bytes read at once. */
  readonly chunkBytes: number;
}

const MIB = 1024 * 1024;

/** What is used where nothing else is said. */
export const DEFAULT_LIMITS: JsonlLimits = {
  lineBytes: 8 * MIB,
  depth: 64,
  nodes: 100_000,
  excerpt: 2_000,
  searchBytes: 256 * MIB,
  chunkBytes: MIB / 4,
};
