import { dirname } from "node:path";
import { isObject, type JsonObject, own } from "@vibedeck/core";
import { DRIVE_LIMITS } from "@vibedeck/core/host";
import { uiRoot } from "@vibedeck/ui";
import { authContradictions } from "./auth-contradictions.ts";
import { type AuthEntry, type AuthTable, authTable } from "./auth-table.ts";
import { type BackendEntry, backendTables, DEFAULT_BACKEND } from "./backend-tables.ts";
import { kindOf } from "./describe-issue.ts";
import { envLayer, fileLayer, flagLayer, nameOf, type Origin, unknownVariables } from "./layers.ts";
import { defaultStateDir, expandPath, locateConfig } from "./locate-config.ts";
import { metricsToken } from "./metrics-token.ts";
import { openSecrets } from "./open-secrets.ts";
import { type ConfigProblem, configError } from "./problem.ts";
import { logSchema, RESERVED_TABLES, serveSchema } from "./schema.ts";
import type { Secret } from "./secret.ts";
import { CONFIG_VARIABLE } from "./settings.ts";
import { Settled } from "./settled.ts";
import type { Surroundings } from "./surroundings.ts";
import { readTomlFile, type TomlFile } from "./toml-file.ts";

/** The server's own settings, as they are in effect. */
export interface ServeSettings {
  readonly host: string;
  readonly port: number;
  /** Absolute. */
  readonly stateDir: string;
  /** Absent: decided by where the command runs. */
  readonly open?: boolean;
  readonly publicUrl?: string;
  readonly allowedHosts: readonly string[];
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly insecureNoAuth: boolean;
  readonly readOnly: boolean;
  /** Agents in a turn at once. */
  readonly maxAgents: number;
  /** Seconds that an agent waits for the next message. */
  readonly agentIdle: number;
  /** Messages that may wait in one session. */
  readonly maxQueue: number;
  /** Messages that one person may send in a minute. */
  readonly sendsPerMinute: number;
  /** Seconds that running turns get when the server stops. */
  readonly turnGrace: number;
  /** Whether there are figures to read. */
  readonly metrics: boolean;
  /** As it is written. */
  readonly metricsTokenFile?: string;
  readonly metricsToken?: Secret;
}

/** How to log. */
export interface LogSettings {
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  readonly format: "auto" | "json" | "pretty";
}

/** The whole configuration, checked except for what only plugins can check. */
export interface Config {
  /** Absent when there is none. */
  readonly file?: TomlFile;
  /** Where plugins are looked for first, absolute: the folder of the file, else the working directory. */
  readonly folder: string;
  readonly serve: ServeSettings;
  readonly log: LogSettings;
  /** `[pricing]`, for the backends that want it. */
  readonly pricing?: JsonObject;
  /** Absent: nobody has to sign in. */
  readonly auth?: AuthEntry;
  /** In the order in which they are named; at least one. */
  readonly backends: readonly BackendEntry[];
  /** By `table.key`. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Sentences that are worth a warning. */
  readonly warnings: readonly string[];
}

/** The flags of a command line, by name: `--port`. */
export type Flags = ReadonlyMap<string, string>;

/** The port when nobody names one. */
export const DEFAULT_PORT = 3210;

/**
 * Reads the configuration: flags over `VIBEDECK_*` over the file over defaults.
 * @throws `VibeDeckError` `CONFIG_NOT_FOUND`, `CONFIG_SYNTAX`, `CONFIG_INVALID` with all problems, one a line.
 */
export function loadConfig(flags: Flags, surroundings: Surroundings): Config {
  const path = locateConfig(
    flags.get("--config") ?? (surroundings.env[CONFIG_VARIABLE] || undefined),
    surroundings,
  );
  const file = path === undefined ? undefined : readTomlFile(path, surroundings);
  const layers = [flagLayer(flags), envLayer(surroundings.env), fileLayer(file)];
  const settings = new Settled(layers);
  const ids = [...new Set(settings.list("serve.backend") ?? [DEFAULT_BACKEND])];
  const folder = file === undefined ? surroundings.cwd : dirname(file.path);
  const plain = serveSettings(settings, folder, surroundings);
  const figures = metricsToken({
    metrics: plain.metrics,
    file: plain.metricsTokenFile,
    folder: settings.origin("serve.metrics_token_file").kind === "file" ? folder : surroundings.cwd,
    home: surroundings.home,
    where: nameOf(settings.origin("serve.metrics_token_file")),
  });
  const serve = figures.token === undefined ? plain : { ...plain, metricsToken: figures.token };
  const tables = backendTables(ids, file);
  const auth = authTable(file, folder, surroundings.home);
  const problems = [
    ...layers.flatMap((layer) => layer.problems),
    ...reservedIds(ids, settings),
    ...tables.problems,
    ...pricingProblems(file),
    ...authProblems(auth, serve, settings),
    ...figures.problems,
    ...placeProblems(serve.stateDir, settings, surroundings),
  ];
  if (problems.length > 0) throw configError(problems);
  const pricing = file === undefined ? undefined : own(file.table, "pricing");
  return {
    ...(file === undefined ? {} : { file }),
    folder,
    serve,
    log: {
      level: settings.one("log.level", logSchema.shape.level, "info"),
      format: settings.one("log.format", logSchema.shape.format, "auto"),
    },
    ...(isObject(pricing) ? { pricing } : {}),
    ...(auth.entry === undefined ? {} : { auth: auth.entry }),
    backends: tables.entries,
    origins: settings.origins,
    warnings: [
      ...unknownVariables(surroundings.env),
      ...(file === undefined ? [] : openSecrets(file)),
      ...figures.warnings,
    ],
  };
}

function serveSettings(settings: Settled, folder: string, surroundings: Surroundings): ServeSettings {
  const { shape } = serveSchema;
  const open = settings.maybe("serve.open", shape.open);
  const publicUrl = settings.maybe("serve.public_url", shape.public_url);
  const stateDir = settings.maybe("serve.state_dir", shape.state_dir);
  const metricsTokenFile = settings.maybe("serve.metrics_token_file", shape.metrics_token_file);
  const base = settings.origin("serve.state_dir").kind === "file" ? folder : surroundings.cwd;
  return {
    host: settings.one("serve.host", shape.host, "127.0.0.1"),
    port: settings.one("serve.port", shape.port, DEFAULT_PORT),
    stateDir:
      stateDir === undefined ? defaultStateDir(surroundings) : expandPath(stateDir, base, surroundings.home),
    ...(open === undefined ? {} : { open }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    allowedHosts: settings.list("serve.allowed_hosts") ?? [],
    trustedProxies: settings.list("serve.trusted_proxies") ?? [],
    insecureNoAuth: settings.one("serve.insecure_no_auth", shape.insecure_no_auth, false),
    ...driveSettings(settings),
    metrics: settings.one("serve.metrics", shape.metrics, false),
    ...(metricsTokenFile === undefined ? {} : { metricsTokenFile }),
  };
}

function driveSettings(
  settings: Settled,
): Pick<ServeSettings, "readOnly" | "maxAgents" | "agentIdle" | "maxQueue" | "sendsPerMinute" | "turnGrace"> {
  const { shape } = serveSchema;
  return {
    readOnly: settings.one("serve.read_only", shape.read_only, false),
    maxAgents: settings.one("serve.max_agents", shape.max_agents, DRIVE_LIMITS.maxRunning),
    agentIdle: settings.one("serve.agent_idle", shape.agent_idle, DRIVE_LIMITS.idleMs / 1_000),
    maxQueue: settings.one("serve.max_queue", shape.max_queue, DRIVE_LIMITS.maxQueued),
    sendsPerMinute: settings.one(
      "serve.sends_per_minute",
      shape.sends_per_minute,
      DRIVE_LIMITS.sendsPerMinute,
    ),
    turnGrace: settings.one("serve.turn_grace", shape.turn_grace, 10),
  };
}

function authProblems(auth: AuthTable, serve: ServeSettings, settings: Settled): readonly ConfigProblem[] {
  if (auth.entry === undefined) return auth.problems;
  const contradictions = authContradictions(auth.entry, serve, (name) => settings.origin(name));
  return [...auth.problems, ...contradictions];
}

function reservedIds(ids: readonly string[], settings: Settled): readonly ConfigProblem[] {
  const where = nameOf(settings.origin("serve.backend"));
  return ids
    .filter((id) => RESERVED_TABLES.includes(id))
    .map((id) => ({ where, text: `"backend" cannot be "${id}": the name is taken.` }));
}

function pricingProblems(file: TomlFile | undefined): readonly ConfigProblem[] {
  const pricing = file === undefined ? undefined : own(file.table, "pricing");
  if (file === undefined || pricing === undefined || isObject(pricing)) return [];
  return [{ where: file.where(["pricing"]), text: `"pricing" must be a table, not ${kindOf(pricing)}.` }];
}

/** The state directory is made private and written to at will, so it must be one of its own. */
function placeProblems(
  stateDir: string,
  settings: Settled,
  { home }: Surroundings,
): readonly ConfigProblem[] {
  const within = (folder: string): boolean => `${stateDir}/`.startsWith(folder);
  // What lies below the folder of the page may be handed to browsers.
  const taken = stateDir === "/" || stateDir === home || within(`${home}/.claude/`) || within(uiRoot());
  if (!taken) return [];
  const text = `"state_dir" must be a folder of its own, not ${stateDir === home ? "your home" : JSON.stringify(stateDir)}.`;
  return [{ where: nameOf(settings.origin("serve.state_dir")), text }];
}
