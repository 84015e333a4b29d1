import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { VibeDeckError } from "@vibedeck/core";
import { directoryProblem } from "./home-problem.ts";

/** The directory beside the homes that is ours. */
export const OWN_DIRECTORY = ".vibedeck";

const FILE = "instance";
const ID = /^([0-9a-f]{32})\n?$/;
const MAX_BYTES = 64;

/**
 * The id of this installation: 128 random bits in hexadecimal. It is made at the first call and kept in
 * `{usersDir}/.vibedeck/instance`; two servers that begin at once agree on one.
 * @throws `VibeDeckError` `STATE_UNWRITABLE` when it cannot be made, `STATE_BROKEN` when what is there is no such id.
 */
export function instanceId(usersDir: string): string {
  const directory = join(usersDir, OWN_DIRECTORY);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw unwritable(directory, error);
  }
  const problem = directoryProblem(directory, lstatSync(directory), { uid: process.getuid?.() });
  if (problem !== undefined) throw broken(`${problem}.`);
  return read(directory) ?? make(directory) ?? lost(directory);
}

function lost(directory: string): never {
  throw broken(`${join(directory, FILE)} vanished as soon as it was made.`);
}

/** @returns what is there afterwards, whoever made it. */
function make(directory: string): string | undefined {
  const temporary = join(directory, `${FILE}.${randomBytes(8).toString("hex")}`);
  try {
    const descriptor = openSync(temporary, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    try {
      writeSync(descriptor, `${randomBytes(16).toString("hex")}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    publish(temporary, join(directory, FILE));
    keep(directory);
  } catch (error) {
    throw unwritable(directory, error);
  }
  return read(directory);
}

/** Gives it its name unless another server was faster. A rename would replace what that one has read already. */
function publish(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    unlinkSync(temporary);
  }
}

/** Names are on the disk when their directory is. */
function keep(directory: string): void {
  const descriptor = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function read(directory: string): string | undefined {
  const path = join(directory, FILE);
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw broken(`${path} cannot be read.`, error);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw broken(`${path} is no regular file.`);
    if ((stats.mode & 0o022) !== 0) throw broken(`${path} can be written by others than its owner.`);
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    const text = buffer.toString("latin1", 0, readSync(descriptor, buffer, 0, buffer.length, 0));
    const id = ID.exec(text)?.[1];
    if (id === undefined) throw broken(`${path} does not hold the id of an installation.`);
    return id;
  } finally {
    closeSync(descriptor);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function unwritable(directory: string, cause: unknown): VibeDeckError {
  return new VibeDeckError(
    "STATE_UNWRITABLE",
    `The id of this installation cannot be kept in ${directory}.`,
    {
      hint: "The server must be able to write in users_dir, on a file system that is not full and has hard links.",
      cause,
    },
  );
}

function broken(message: string, cause?: unknown): VibeDeckError {
  return new VibeDeckError("STATE_BROKEN", message, {
    hint: "Restore it from a backup. If you remove it, a new id is made, and the sandboxes that exist count as somebody else's: remove them with docker rm.",
    ...(cause === undefined ? {} : { cause }),
  });
}
