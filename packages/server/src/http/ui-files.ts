import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { renderPage } from "@vibedeck/ui";

/** A file of the page. */
export interface UiFile {
  /** Absolute path on this machine. */
  readonly file: string;
  readonly type: string;
  readonly etag: string;
  /** Its name changes with its content. */
  readonly immutable: boolean;
}

/** Everything that is served of the page. What is not listed here does not exist. */
export interface UiFiles {
  readonly page: { readonly html: string; readonly etag: string };
  /** By URL path. */
  readonly files: ReadonlyMap<string, UiFile>;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["css", "text/css; charset=utf-8"],
  ["gif", "image/gif"],
  ["ico", "image/x-icon"],
  ["js", "text/javascript; charset=utf-8"],
  ["json", "application/json"],
  ["mjs", "text/javascript; charset=utf-8"],
  ["png", "image/png"],
  ["svg", "image/svg+xml"],
  ["txt", "text/plain; charset=utf-8"],
  ["webmanifest", "application/manifest+json"],
  ["woff2", "font/woff2"],
]);

/** Lists the folder of the built page, once. @returns `undefined` when there is no page. */
export function readUiFiles(root: string, basePath: string): UiFiles | undefined {
  let html: string;
  try {
    html = readFileSync(join(root, "index.html"), "utf8");
  } catch {
    // Not built: the server says so to whoever asks for the page.
    return undefined;
  }
  const page = renderPage(html, `${basePath}/`);
  const files = new Map(walk(root, "").flatMap((path) => uiFile(root, path)));
  return { page: { html: page, etag: etagOf(page) }, files };
}

function walk(root: string, under: string): string[] {
  return readdirSync(join(root, under), { withFileTypes: true }).flatMap((entry: Dirent) => {
    // What begins with a dot is the build's own business.
    if (entry.name.startsWith(".")) return [];
    const path = `${under}/${entry.name}`;
    if (entry.isDirectory()) return walk(root, path);
    // Links are left out: the page is files, and a link could lead anywhere.
    return entry.isFile() && path !== "/index.html" ? [path] : [];
  });
}

function uiFile(root: string, path: string): [string, UiFile][] {
  const extension = /\.([a-z0-9]+)$/.exec(path)?.[1] ?? "";
  const type = TYPES.get(extension);
  if (type === undefined) return [];
  const file = join(root, path);
  const { size, mtimeMs } = statSync(file);
  const immutable = /^\/assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(path);
  return [[path, { file, type, etag: etagOf(`${path} ${size} ${mtimeMs}`), immutable }]];
}

function etagOf(text: string): string {
  return `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}
