/** The oldest Node that works: earlier ones cannot load CommonJS and ES modules the way the dependencies expect. */
const OLDEST = [20, 19] as const;

/** A sentence when this Node is too old. @param version such as `20.19.0`. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `VibeDeck needs Node ${OLDEST.join(".")} or newer, and this is Node ${version}.`;
}
