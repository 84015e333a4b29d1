import { type ErrorCode, VibeDeckError } from "../errors.ts";

/** Why nothing was opened. `missing` and `busy` are no one's fault; all others are refusals. */
export type RefusalReason =
  /** Nothing is there (any more). */
  | "missing"
  /** The process is out of file descriptors or memory. */
  | "busy"
  /** An empty, dotted, over-long or otherwise unusable component, or too many of them. */
  | "name"
  /** The leaf is a symbolic link. */
  | "symlink"
  /** Something on the way is no directory; symbolic links count as such. */
  | "not-a-directory"
  /** A directory, FIFO, socket or device. */
  | "not-a-file"
  /** On another file system than the root. */
  | "other-device"
  | "too-large"
  | "permission"
  /** The operating system reports a fault. */
  | "unreadable"
  /** The root is not trusted and this system cannot open below it safely. */
  | "unsupported";

/** Tells whether a refusal says that no directory of ours is there, rather than that it cannot be read now. */
export function isGone(reason: RefusalReason): boolean {
  return GONE.has(reason);
}

const GONE: ReadonlySet<RefusalReason> = new Set([
  "missing",
  "name",
  "symlink",
  "not-a-directory",
  "not-a-file",
  "other-device",
]);

/** Thrown when nothing below a root was opened. The message names the path, which is a stranger's text. */
export class FileRefused extends VibeDeckError {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, relativePath: string, cause?: unknown) {
    super(codeOf(reason), `${JSON.stringify(relativePath.slice(0, 300))} ${SENTENCES[reason]}`, { cause });
    this.reason = reason;
  }
}

/** Turns what `node:fs` threw into a refusal. */
export function refusalOf(error: unknown, relativePath: string): FileRefused {
  return error instanceof FileRefused ? error : new FileRefused(reasonOf(error), relativePath, error);
}

const SENTENCES: { readonly [Reason in RefusalReason]: string } = {
  missing: "is not there",
  busy: "cannot be opened now: out of file descriptors or memory",
  name: "is not a path that can be opened below a root",
  symlink: "is a symbolic link",
  "not-a-directory": "leads through something that is no directory",
  "not-a-file": "is no regular file",
  "other-device": "is on another file system than its root",
  "too-large": "is larger than allowed",
  permission: "may not be read",
  unreadable: "cannot be read",
  unsupported: "is below a root that this system cannot open safely",
};

const REASONS: ReadonlyMap<string, RefusalReason> = new Map([
  ["ENOENT", "missing"],
  ["ESTALE", "missing"],
  ["ENXIO", "not-a-file"],
  ["EMFILE", "busy"],
  ["ENFILE", "busy"],
  ["ENOMEM", "busy"],
  ["ENAMETOOLONG", "name"],
  ["EILSEQ", "name"],
  ["EINVAL", "name"],
  ["ERR_INVALID_ARG_VALUE", "name"],
  ["ELOOP", "symlink"],
  ["ENOTDIR", "not-a-directory"],
  ["EISDIR", "not-a-file"],
  ["EACCES", "permission"],
  ["EPERM", "permission"],
]);

function reasonOf(error: unknown): RefusalReason {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS.get(code) ?? "unreadable";
}

function codeOf(reason: RefusalReason): ErrorCode {
  if (reason === "missing") return "NOT_FOUND";
  return reason === "busy" ? "UNAVAILABLE" : "FILE_REFUSED";
}
