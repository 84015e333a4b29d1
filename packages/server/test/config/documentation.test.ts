import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Logger, silentLogger } from "@vibedeck/core";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { type Config, loadConfig } from "../../src/config/load-config.ts";
import { authSchema, backendSchema, HOST_TABLES } from "../../src/config/schema.ts";
import { SETTINGS } from "../../src/config/settings.ts";
import { loadBackends } from "../../src/plugins/load-backends.ts";
import { tempSurroundings } from "./surroundings.ts";

const page = readFileSync(new URL("../../../../docs/configuration.md", import.meta.url), "utf8");
const example = readFileSync(new URL("../../config.example.toml", import.meta.url), "utf8");
const notBuilt = !existsSync(new URL("../../../backend-claude-code/dist/index.js", import.meta.url));

/** The rows of the first table below a heading, cells without their backquotes. */
function rows(heading: string): string[][] {
  const section = page.split(`${heading}\n`)[1]?.split(/^#/m)[0] ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, "$1")),
  );
}

/** The value in effect of `table.key`, as TOML reads it. */
function inEffect(config: Config, table: string, key: string): unknown {
  const { serve, log, backends } = config;
  const values: Record<string, unknown> = {
    "serve.host": serve.host,
    "serve.port": serve.port,
    "serve.backend": backends.length === 1 ? backends[0]?.id : backends.map(({ id }) => id),
    "serve.state_dir": serve.stateDir,
    "serve.open": serve.open,
    "serve.public_url": serve.publicUrl,
    "serve.allowed_hosts": serve.allowedHosts,
    "serve.trusted_proxies": serve.trustedProxies,
    "serve.insecure_no_auth": serve.insecureNoAuth,
    "serve.read_only": serve.readOnly,
    "serve.max_agents": serve.maxAgents,
    "serve.agent_idle": serve.agentIdle,
    "serve.max_queue": serve.maxQueue,
    "serve.sends_per_minute": serve.sendsPerMinute,
    "serve.turn_grace": serve.turnGrace,
    "serve.metrics": serve.metrics,
    "serve.metrics_token_file": serve.metricsTokenFile,
    "log.level": log.level,
    "log.format": log.format,
  };
  return values[`${table}.${key}`];
}

/** A value that a page or file states, with `~` written out. */
function stated(toml: string, home: string): unknown {
  const value = parse(`k = ${toml}`)["k"];
  return typeof value === "string" && value.startsWith("~/") ? join(home, value.slice(2)) : value;
}

describe("docs/configuration.md", () => {
  it.each(["serve", "log"] as const)("lists the keys of [%s], their variables and flags", (table) => {
    const documented = rows(`## \`[${table}]\``).map(([key, , , env, flag]) => ({ key, env, flag }));

    expect(documented).toEqual(
      SETTINGS.filter((setting) => setting.table === table).map(({ key, env, flag = "" }) => ({
        key,
        env,
        flag,
      })),
    );
    expect(documented.map(({ key }) => key)).toEqual(Object.keys(HOST_TABLES[table].shape));
  });

  it.each(["serve", "log"] as const)("states the defaults of [%s]", (table) => {
    const here = tempSurroundings();
    const config = loadConfig(new Map(), here);

    for (const [key = "", , value = ""] of rows(`## \`[${table}]\``)) {
      expect([key, inEffect(config, table, key)]).toEqual([
        key,
        value === "" ? undefined : stated(value, here.home),
      ]);
    }
  });

  it("lists the keys of [auth] that are the host's", () => {
    expect(rows("## `[auth]`").map(([key]) => key)).toEqual(Object.keys(authSchema.shape));
  });

  it("lists the two keys of a backend's table that are the host's", () => {
    expect(rows("## A backend's table").map(([key]) => key)).toEqual(Object.keys(backendSchema.shape));
  });

  it.skipIf(notBuilt)(
    "lists the keys of [claude-code]: each is accepted, and no other one is known",
    async () => {
      const keys = rows("### `[claude-code]`").map(([key]) => key);
      const errors: string[] = [];
      const logger: Logger = { ...silentLogger, error: (_fields, message) => void errors.push(message) };
      const text = `[claude-code]\n${keys.map((key) => `${key} = 1`).join("\n")}\nzz = 1`;

      await loadBackends(loadConfig(new Map(), tempSurroundings({ "vibedeck.toml": text })), { logger });

      expect(errors.join().match(/Unknown key "\w+"/g)).toEqual(['Unknown key "zz"']);
      expect(errors.join()).toContain(`known are ${keys.join(", ")}, use, on_failure.`);
    },
  );
});

describe("config.example.toml", () => {
  const uncommented = example.replace(/^#(?=[[a-z"])/gm, "");

  it("loads as it is, and changes nothing", () => {
    const here = tempSurroundings({ "vibedeck.toml": example });
    const { file: _file, origins: _origins, ...config } = loadConfig(new Map(), here);
    const {
      file: _none,
      origins: _defaults,
      ...defaults
    } = loadConfig(new Map(), { ...here, cwd: here.root });

    expect({ ...config, folder: "" }).toEqual({ ...defaults, folder: "" });
  });

  it("shows every key", () => {
    const { serve, log } = parse(uncommented);

    expect(Object.keys(serve ?? {})).toEqual(Object.keys(HOST_TABLES.serve.shape));
    expect(Object.keys(log ?? {})).toEqual(Object.keys(HOST_TABLES.log.shape));
  });

  it("states the defaults where it does not say that a line is an example", () => {
    const here = tempSurroundings();
    const config = loadConfig(new Map(), here);
    let table = "";
    const checked: string[] = [];
    for (const line of uncommented
      .split("\n")
      .filter((text) => !text.startsWith("#") && !text.endsWith("# example"))) {
      table = /^\[([\w-]+)\]$/.exec(line)?.[1] ?? table;
      const [, key, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined || !["serve", "log"].includes(table)) continue;
      expect([key, inEffect(config, table, key)]).toEqual([key, stated(value, here.home)]);
      checked.push(key);
    }
    expect(checked.length).toBe(SETTINGS.length - 3);
  });

  it.skipIf(notBuilt)("works with every line in use", async () => {
    const here = tempSurroundings({ "vibedeck.toml": uncommented });
    const config = loadConfig(new Map(), here);

    const { registry, dispose } = await loadBackends(config, { logger: silentLogger });

    expect(registry.status("claude-code")).toMatchObject({ state: "ready" });
    expect(registry.get("claude-code")?.source?.config).toMatchObject({
      prices: { "my-model": { input: 3 } },
    });
    await dispose();
  });
});
