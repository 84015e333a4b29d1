import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromUserId, silentLogger, toUserId } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load-config.ts";
import { loadAuthenticator } from "../../src/plugins/load-authenticator.ts";
import { project } from "../plugins/project.ts";

const folder = new URL("../../../../examples/config/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".toml"));
const textOf = (name: string): string => readFileSync(new URL(name, folder), "utf8");
const plugin = new URL("../../../auth-oidc/dist/index.js", import.meta.url);
const notBuilt = !existsSync(plugin) || !/\bdefault\b/.test(readFileSync(plugin, "utf8"));
const page = readFileSync(new URL("../../../../docs/sign-in.md", import.meta.url), "utf8");

/** The authenticator of the `vibedeck.toml` in a folder. */
async function made(at: string): Promise<unknown> {
  const config = loadConfig(new Map(), { cwd: at, home: at, env: {} });
  if (config.auth === undefined) throw new Error("no [auth]");
  const options = { logger: silentLogger, signal: new AbortController().signal };
  return loadAuthenticator(config.auth, config, options);
}

describe("examples/config", () => {
  it("has a file for each provider that the page names", () => {
    expect(names.sort()).toEqual([
      "github.toml",
      "google.toml",
      "isolation.toml",
      "keycloak.toml",
      "personal.toml",
      "proxy.toml",
    ]);
    for (const name of names) expect(page).toContain(`(../examples/config/${name})`);
  });

  it.each(names)("%s is read without a complaint", (name) => {
    const at = project({ "vibedeck.toml": textOf(name) });
    const config = loadConfig(new Map(), { cwd: at, home: at, env: {} });

    expect(config.warnings).toEqual([]);
    expect(config.auth?.rules).toMatchObject({ allowAll: false });
    expect(config.serve).toMatchObject({ publicUrl: "https://deck.example" });
  });

  it.each(names)("%s holds no secret itself", (name) => {
    expect(textOf(name)).not.toMatch(/^\w*secret *=/m);
  });
});

describe("the plugin that an example names", () => {
  const provider = names.filter((name) => name !== "proxy.toml");

  it.skipIf(notBuilt).each(provider)(
    "takes every key of %s, found by its name as a user's is",
    async (name) => {
      const at = project({ "vibedeck.toml": textOf(name) });
      const secret = /client_secret_file = "([^"]+)"/.exec(textOf(name))?.[1] ?? "";
      writeFileSync(join(at, secret), "not-a-real-one-3f9c2b7d\n", { mode: 0o600 });

      expect(await made(at)).toMatchObject({
        kind: "redirect",
        label: /login_label = "(.*)"/.exec(textOf(name))?.[1],
      });
    },
  );

  it.skipIf(!existsSync(new URL("../../src/auth/proxy/plugin.ts", import.meta.url)))(
    "takes every key of proxy.toml",
    async () => {
      expect(await made(project({ "vibedeck.toml": textOf("proxy.toml") }))).toMatchObject({
        kind: "request",
      });
    },
  );
});

describe("docs/sign-in.md", () => {
  it("shows ids as they are made", () => {
    const section = page.split("## How ids are made\n")[1]?.split(/^## /m)[0] ?? "";
    const rows = [...section.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\|$/gm)].map(
      ([, claim = "", id = ""]) => [claim, id],
    );

    expect(rows.length).toBeGreaterThan(3);
    for (const [claim = "", id = ""] of rows) {
      expect([claim, toUserId(claim)]).toEqual([claim, { id }]);
      expect(fromUserId(id)).toBe(claim);
    }
  });
});
