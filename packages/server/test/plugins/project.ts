import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Logger } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import { loadConfig } from "../../src/config/load-config.ts";
import { type LoadedBackends, loadBackends } from "../../src/plugins/load-backends.ts";

/** The source of a backend that works, as an object literal; `extra` members come last and win. */
export function backendSource(extra: string = ""): string {
  return `{
    type: "vibedeck.backend",
    apiVersion: 1,
    name: "plain",
    config: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
    parts: {
      discovery: () => ({ async *roots() {}, identify() {} }),
      tailer: () => ({}),
      renderer: ({ config }) => ({ config }),
      pricing: () => ({}),
      cli: () => ({}),
    },
    ${extra}
  }`;
}

/** A package.json that says what it must. */
export const MANIFEST: object = {
  name: "x",
  type: "module",
  vibedeck: { api: 1, kind: "backend" },
  exports: "./index.js",
};

/** Files by path; objects are written as JSON, an empty text for a path that ends in a slash makes a folder. */
export interface Files {
  readonly [path: string]: string | object;
}

/** A folder with these files, gone when the test is over. */
export function project(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "vibedeck-plugins-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(path.endsWith("/") ? file : dirname(file), { recursive: true });
    if (!path.endsWith("/"))
      writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/** A package below node_modules with this module. */
export function packageOf(name: string, source: string, description: object = {}): Files {
  return {
    [`node_modules/${name}/package.json`]: { ...MANIFEST, name, ...description },
    [`node_modules/${name}/index.js`]: source,
  };
}

/** Loads the backends of a project with a `vibedeck.toml`. */
export async function loadProject(
  files: Files,
  options: { readonly logger?: Logger; readonly limitMs?: number } = {},
): Promise<LoadedBackends & { readonly folder: string; readonly lines: readonly string[] }> {
  const folder = project(files);
  const config = loadConfig(new Map(), { cwd: folder, home: join(folder, "home"), env: {} });
  const lines: string[] = [];
  const note = (_fields: object, message: string): void => void lines.push(message);
  const logger = options.logger ?? { debug: () => {}, info: note, warn: note, error: note };
  const loaded = await loadBackends(config, { logger, limitMs: options.limitMs ?? 10_000 });
  onTestFinished(() => loaded.dispose());
  return { ...loaded, folder, lines };
}
