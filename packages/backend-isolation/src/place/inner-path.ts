import { VibeDeckError } from "@vibedeck/core";
import { INNER_HOME } from "../image.ts";

const MAX_PATH = 4_000;

/**
 * A path as it is inside, `~` for the home. Links are resolved there.
 * @throws `VibeDeckError` `BAD_REQUEST` for one that is relative, leaves the home, or cannot be written down.
 */
export function innerPath(path: string): string {
  const whole = path === "~" ? INNER_HOME : path.startsWith("~/") ? `${INNER_HOME}${path.slice(1)}` : path;
  const parts = whole.split("/").filter((part) => part !== "" && part !== ".");
  const plain = `/${parts.join("/")}`;
  if (!whole.startsWith("/") || parts.includes("..") || hasControls(whole) || whole.length > MAX_PATH) {
    throw refused("The folder must be an absolute path, or begin with ~/.");
  }
  if (plain !== INNER_HOME && !plain.startsWith(`${INNER_HOME}/`)) {
    throw refused(`The folder must be in your home, ${INNER_HOME}.`);
  }
  return plain;
}

function hasControls(text: string): boolean {
  return /[\p{Cc}\u2028\u2029\ufffd]/u.test(text) || !text.isWellFormed();
}

function refused(message: string): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", message, { hint: "For example ~/project" });
}
