import { VibeDeckError } from "@vibedeck/core";

/**
 * Reads the address people use.
 * @throws `VibeDeckError` `CONFIG_INVALID`.
 */
export function parsePublicUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url?.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (url === undefined || !plain || !/^https?:$/.test(url.protocol)) {
    throw new VibeDeckError("CONFIG_INVALID", "The public URL is not the address of a web page.", {
      hint: 'Write it with its scheme and without a query: "https://example.org/deck".',
    });
  }
  return url;
}

/**
 * The path below which everything is served: empty, or `/one` or more segments without a slash at the end.
 * @throws `VibeDeckError` `CONFIG_INVALID`.
 */
export function parseBasePath(basePath: string | undefined, publicUrl: URL | undefined): string {
  const path = (basePath ?? publicUrl?.pathname ?? "").replace(/\/$/, "");
  if (path === "" || (/^(?:\/[A-Za-z0-9_~-]+)+$/.test(path) && path.length <= 200)) return path;
  throw new VibeDeckError("CONFIG_INVALID", `"${path.slice(0, 100)}" cannot be a base path.`, {
    hint: 'Use plain segments: "/deck" or "/tools/deck".',
  });
}
