import type { ClaudeCodeConfig } from "@vibedeck/backend-claude-code";
import type { ConfigSchema } from "@vibedeck/core";
import * as v from "valibot";
import { dockerAddressProblem, USUAL_DOCKER_HOST } from "./config/docker-address.ts";
import { cpus, image, isNoSandbox, memory, network, pids, runtime } from "./config/sandbox-keys.ts";
import { homesPlaceProblem, isWithin, writtenPath } from "./config/user-paths.ts";
import type { IsolationConfig } from "./config-shape.ts";

/** What the defaults depend on. */
export interface Surroundings {
  readonly env: { readonly [name: string]: string | undefined };
  /** The home directory of the server's own user. */
  readonly home: string;
}

const DEFAULT_MEMORY = 2 * 2 ** 30;

const seconds = (most: number): v.GenericSchema<number> =>
  v.pipe(
    v.number("This must be a number of seconds"),
    v.integer("This must be a whole number of seconds"),
    v.minValue(1, "This is less than a second"),
    v.maxValue(most, `This is more than ${most} seconds`),
  );

const path = v.pipe(v.string("This must be a path"), v.nonEmpty("This is empty"));

const table = v.strictObject({
  users_dir: v.optional(path),
  docker_image: v.optional(image, "vibedeck-sandbox:latest"),
  docker_runtime: v.optional(runtime, "runsc"),
  docker_host: v.optional(v.string("This must be a text")),
  memory: v.optional(memory, DEFAULT_MEMORY),
  cpus: v.optional(cpus, 1),
  pids: v.optional(pids, 4_096),
  network: v.optional(network, "none"),
  env_file: v.optional(path),
  user_env_dir: v.optional(path),
  idle_stop: v.optional(seconds(7 * 86_400), 1_800),
  max_running: v.optional(
    v.pipe(
      v.number("This must be a whole number"),
      v.integer("This must be a whole number"),
      v.minValue(1, "This is less than one: nobody could run anything"),
      v.maxValue(10_000, "This is more than 10,000"),
    ),
    20,
  ),
  start_timeout: v.optional(seconds(3_600), 60),
  allow_runc: v.optional(v.boolean("This must be true or false"), false),
  permission_modes: v.optional(v.unknown()),
  models: v.optional(v.unknown()),
  prices: v.optional(v.unknown()),
});

type Table = v.InferOutput<typeof table>;
type Complain = (key: string, message: string, rest?: readonly unknown[]) => void;
type Written = Pick<IsolationConfig, "usersDir" | "envFile" | "userEnvDir">;

/** Keys that go to Claude Code's own schema as they are. */
const CLAUDE_KEYS = ["permission_modes", "models", "prices"] as const;

/**
 * The schema of the table.
 * @param surroundings asked when a configuration is read, not before.
 * @param claude the schema of what is inherited.
 */
export function createConfigSchema(
  surroundings: () => Surroundings,
  claude: ConfigSchema<ClaudeCodeConfig>,
): ConfigSchema<IsolationConfig> {
  return v.pipeAsync(
    table,
    v.rawTransformAsync(async ({ dataset: { value }, addIssue, NEVER }): Promise<IsolationConfig> => {
      let sound = true;
      const complain: Complain = (key, message, rest = []) => {
        sound = false;
        addIssue({ message, path: [key, ...rest].map(pathItem) as [v.IssuePathItem] });
      };
      const around = surroundings();
      const written = pathsOf(value, around, complain);
      const dockerHost = dockerHostOf(value, around, complain);
      checkRuntime(value, complain);
      const inherited = await claudeConfig(claude, value, written?.usersDir ?? "/", complain);
      if (!sound || written === undefined || inherited === undefined) return NEVER;
      return { ...shaped(value), ...written, dockerHost, claude: inherited };
    }),
  );
}

function shaped(value: Table): Omit<IsolationConfig, "claude" | "dockerHost" | keyof Written> {
  return {
    sandbox: {
      image: value.docker_image,
      runtime: value.docker_runtime,
      memoryBytes: value.memory,
      cpus: value.cpus,
      pids: value.pids,
      network: value.network,
    },
    idleStopMs: value.idle_stop * 1_000,
    maxRunning: value.max_running,
    startTimeoutMs: value.start_timeout * 1_000,
    allowRunc: value.allow_runc,
  };
}

function pathsOf(value: Table, { home }: Surroundings, complain: Complain): Written | undefined {
  const read = (key: "users_dir" | "env_file" | "user_env_dir"): string | undefined => {
    const given = value[key];
    if (given === undefined) return undefined;
    const found = writtenPath(given, home);
    if ("path" in found) return found.path;
    complain(key, found.problem);
    return undefined;
  };
  const [usersDir, envFile, userEnvDir] = [read("users_dir"), read("env_file"), read("user_env_dir")];
  if (usersDir === undefined) {
    if (value.users_dir === undefined) {
      complain("users_dir", "This is missing: name the directory that is to hold a home for each user");
    }
    return undefined;
  }
  const problem = homesPlaceProblem(usersDir, home);
  if (problem !== undefined) complain("users_dir", problem);
  for (const [key, inside] of [
    ["env_file", envFile],
    ["user_env_dir", userEnvDir],
  ] as const) {
    if (inside === undefined || !isWithin(inside, usersDir)) continue;
    complain(key, "This lies in users_dir, where users can write: keep it elsewhere");
  }
  return {
    usersDir,
    ...(envFile === undefined ? {} : { envFile }),
    ...(userEnvDir === undefined ? {} : { userEnvDir }),
  };
}

function dockerHostOf(value: Table, { env }: Surroundings, complain: Complain): string {
  const inherited = env["DOCKER_HOST"] || undefined;
  const address = value.docker_host ?? inherited ?? USUAL_DOCKER_HOST;
  const problem = dockerAddressProblem(address);
  if (problem === undefined) return address;
  const from =
    value.docker_host === undefined ? ` (it comes from the variable DOCKER_HOST: "${address}")` : "";
  complain("docker_host", `${problem}${from}`);
  return address;
}

function checkRuntime({ docker_runtime: name, allow_runc: allowed }: Table, complain: Complain): void {
  if (allowed || !isNoSandbox(name)) return;
  complain(
    "docker_runtime",
    `"${name}" is no sandbox: users would share the kernel of this machine. Use gVisor's "runsc"; to try things out alone, set allow_runc = true`,
  );
}

/** What Claude Code's schema makes of its keys; its complaints name the same keys. */
async function claudeConfig(
  schema: ConfigSchema<ClaudeCodeConfig>,
  value: Table,
  usersDir: string,
  complain: Complain,
): Promise<ClaudeCodeConfig | undefined> {
  const given = CLAUDE_KEYS.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]);
  const result = await schema["~standard"].validate({ ...Object.fromEntries(given), dirs: [usersDir] });
  if (result.issues === undefined) return result.value;
  for (const { message, path: steps = [] } of result.issues) {
    const [key = "users_dir", ...rest] = steps.map((step) => (typeof step === "object" ? step.key : step));
    complain(key === "dirs" ? "users_dir" : String(key), message, key === "dirs" ? [] : rest);
  }
  return undefined;
}

function pathItem(key: unknown): v.IssuePathItem {
  return { type: "unknown", origin: "value", input: undefined, key, value: undefined };
}
