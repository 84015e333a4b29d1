import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { VibeDeckError } from "@vibedeck/core";
import { readSecretFile } from "./secret-file.ts";
import { weakness } from "./weak-secret.ts";

/** The file of the state directory that holds the secret of a server that was given none. */
export function keptSecretPath(stateDir: string): string {
  return join(stateDir, "session-secret");
}

/**
 * The secret that the state directory keeps; made at the first start. It is there whole or not at all, and two servers
 * that start at once get the same.
 * @throws `VibeDeckError` `STATE_UNWRITABLE` when it cannot be made, `CONFIG_INVALID` when others could know it.
 */
export function keptSecret(stateDir: string): string {
  const path = keptSecretPath(stateDir);
  const problem = keptSecretProblem(stateDir);
  if (problem === "missing") makeSecret(stateDir, path);
  else if (problem !== undefined) throw unusable(path, problem);
  const found = readSecretFile(path);
  if ("problem" in found) throw unusable(path, found.problem);
  return found.text;
}

/** What is wrong with the kept secret, as a sentence's end; `missing` before the first start. */
export function keptSecretProblem(stateDir: string): string | undefined {
  if (isOpen(stateDir)) return "lies in a folder that others may write to: run chmod 700 on that";
  const found = readSecretFile(keptSecretPath(stateDir));
  if (!("problem" in found)) return weakness(found.text);
  return found.problem === "does not exist" ? "missing" : found.problem;
}

function makeSecret(stateDir: string, path: string): void {
  const draft = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    write(draft, `${randomBytes(32).toString("base64")}\n`);
    // Unlike a rename, this leaves alone what another server has put there meanwhile.
    linkSync(draft, path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return;
    throw new VibeDeckError("STATE_UNWRITABLE", `Cannot make the session secret ${path}: ${String(cause)}`, {
      hint: "Check the owner and the permissions of the state directory, or set session_secret_file under [auth].",
      cause,
    });
  } finally {
    rmSync(draft, { force: true });
  }
}

function write(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function isOpen(folder: string): boolean {
  try {
    return (statSync(folder).mode & 0o022) !== 0;
  } catch {
    // It is made at the first start.
    return false;
  }
}

function unusable(path: string, problem: string): VibeDeckError {
  return new VibeDeckError("CONFIG_INVALID", `${path}: The session secret ${problem}.`, {
    hint: "If others may have seen it, delete it: another one is made, and everybody signs in again.",
  });
}
