import { VibeDeckError } from "@vibedeck/core";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `opus`, `sonnet[1m]`, `claude-opus-5-5`, `us.anthropic.claude-…-v1:0`, an ARN, `vendor/model@2025`. */
const MODEL = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}(?:\[[A-Za-z0-9]{1,10}\])?$/;

const MAX_PATH = 4_096;
const MAX_DIRECTORIES = 50;

/** Whether a text is a UUID. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** @throws `VibeDeckError` `BAD_REQUEST` for anything but a UUID. */
export function checkedId(id: string): string {
  if (!isUuid(id)) throw refused("The session id is not a UUID.");
  return id;
}

/** Whether a text can be the name of a model. */
export function isModel(text: string): boolean {
  return MODEL.test(text);
}

/** @throws `VibeDeckError` `BAD_REQUEST` for what cannot be the name of a model, `<synthetic>` among it. */
export function checkedModel(model: string): string {
  if (!isModel(model)) throw refused("This is not the name of a model.");
  return model;
}

/** @throws `VibeDeckError` `BAD_REQUEST` for a mode that the server does not allow. */
export function checkedMode(mode: string, allowed: readonly string[]): string {
  if (!allowed.includes(mode))
    throw refused("This server does not allow that permission mode.", `Allowed are ${allowed.join(", ")}.`);
  return mode;
}

/** @throws `VibeDeckError` `BAD_REQUEST` for a path that is relative or holds control characters. */
export function checkedPath(path: string): string {
  const absolute = path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path);
  if (!absolute || path.length > MAX_PATH || hasControls(path) || !path.isWellFormed())
    throw refused("A directory must be an absolute path without control characters.");
  return path;
}

/** The same for several paths. */
export function checkedPaths(paths: readonly string[]): readonly string[] {
  if (paths.length > MAX_DIRECTORIES) throw refused(`More than ${MAX_DIRECTORIES} directories were named.`);
  return paths.map(checkedPath);
}

function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}

function refused(message: string, hint?: string): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", message, hint === undefined ? {} : { hint });
}
