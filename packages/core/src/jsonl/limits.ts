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

/**
 * A member that skimming may leave out of long lines, together with all that follows it: large, of no use to the
 * reducer, and late in the line.
 */
export interface SkimRule {
  /** Name of the member; plain letters, since its bytes are searched for. */
  readonly without: string;
  /** Members that must stand before it; a line where one is missing is parsed whole. */
  readonly needs: readonly string[];
}

/** What skimming looks for. */
export interface SkimPlan extends SkimRule {
  /**
   * `,"name":` as bytes. Inside a string a quote has a backslash before it, so these bytes are never part of one:
   * where they stand, a member of this name begins.
   */
  readonly bytes: Buffer;
}

/** Prepares a rule. */
export function planSkim(rule: SkimRule): SkimPlan {
  return { ...rule, bytes: Buffer.from(`,${JSON.stringify(rule.without)}:`) };
}
