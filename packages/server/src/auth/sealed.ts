import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { isObject } from "@vibedeck/core";

/** Puts values into text that only this server can read or make. */
export interface Sealer {
  /** @param place where the text is kept: it opens nowhere else. */
  seal(value: object, place: string): string;
  /** `undefined` for everything that was not sealed for this place with one of the secrets. Never throws. */
  open(text: string, place: string): object | undefined;
}

/** The first of all sealed text, so that another format can follow. */
const VERSION = "1.";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Longer text is not looked at. */
const MAX_TEXT = 4_096;

/**
 * Seals with AES-256-GCM (NIST SP 800-38D) under a key derived from the session secrets (HKDF, RFC 5869).
 * @param secrets the first seals, all open: that is how they are rotated.
 * @param purpose keeps keys of different uses apart.
 */
export function sealer(secrets: readonly string[], purpose: string): Sealer {
  const keys = secrets.map((secret) => new Uint8Array(hkdfSync("sha256", secret, "", purpose, 32)));
  const [first] = keys;
  if (first === undefined) throw new Error("Sealing needs a secret.");
  return {
    seal: (value, place) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", first, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(VERSION + place));
      const sealed = [
        nonce,
        cipher.update(JSON.stringify(value), "utf8"),
        cipher.final(),
        cipher.getAuthTag(),
      ];
      return VERSION + Buffer.concat(sealed).toString("base64url");
    },
    open: (text, place) => {
      if (text.length > MAX_TEXT || !/^1\.[A-Za-z0-9_-]+$/.test(text)) return undefined;
      const bytes = Buffer.from(text.slice(VERSION.length), "base64url");
      if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
      for (const key of keys) {
        const value = opened(key, bytes, VERSION + place);
        if (value !== undefined) return value;
      }
      return undefined;
    },
  };
}

function opened(key: Uint8Array, bytes: Buffer, aad: string): object | undefined {
  try {
    const options = { authTagLength: TAG_BYTES };
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), options);
    decipher.setAAD(Buffer.from(aad));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text =
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // Made by somebody else, with an older secret, or for another place: the same as nothing.
    return undefined;
  }
}
