const MIN_BYTES = 32;
const MAX_BYTES = 1024;
/** Fewer different characters than any 32 random digits are likely to have. */
const MIN_DISTINCT = 8;

/** Long enough not to come up in random text. */
const PLACEHOLDER =
  /change[-_ ]?(?:me|this|it)|replace[-_ ]?(?:me|this|with)|placeholder|your[-_ ]|example|password|insert[-_ ]/i;

/** Made of nothing but such words, each of which may come up in random text. */
const ONLY_WORDS =
  /^(?:(?:a|key|my|not|secret|session|super|so|test|token|the|this|is|very|vibedeck|default|dev|todo)[-_ .!0-9]*)+$/i;

/**
 * Why a secret is too weak to sign with, as a sentence's end; `undefined` when nothing speaks against it. What people
 * think up is no secret: it should come from a random generator.
 */
export function weakness(secret: string): string | undefined {
  const bytes = Buffer.byteLength(secret);
  if (bytes === 0) return "is empty";
  if (PLACEHOLDER.test(secret) || ONLY_WORDS.test(secret)) return "is a placeholder";
  if (bytes < MIN_BYTES) return `has ${bytes} bytes, and needs at least ${MIN_BYTES}`;
  if (bytes > MAX_BYTES) return `has ${bytes} bytes, and may have at most ${MAX_BYTES}`;
  if (new Set(secret).size < MIN_DISTINCT) return `has fewer than ${MIN_DISTINCT} different characters`;
  if (isRepeated(secret) || isSequence(secret)) return "follows a pattern";
  return undefined;
}

/** A command that makes a good one. */
export const MAKE_SECRET = "openssl rand -base64 32";

/** Whether a text is one piece over and over, perhaps cut at its end. */
function isRepeated(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period += 1) {
    if (text.startsWith(text.slice(period))) return true;
  }
  return false;
}

/** Whether most characters come right after, or right before, their left neighbour: `abcdef`, `7654`. */
function isSequence(text: string): boolean {
  let [up, down] = [0, 0];
  for (let at = 1; at < text.length; at += 1) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    if (step === 1) up += 1;
    else if (step === -1) down += 1;
  }
  return Math.max(up, down) > text.length / 2;
}
