import { z } from "zod";
import { domainProblem } from "./domain-problem.ts";
import { proxyProblem } from "./trusted-proxies.ts";

/** What the name of a backend's table may look like; it shows up in addresses and logs. */
export const BACKEND_ID: RegExp = /^[a-z0-9][a-z0-9-]{0,63}$/;

const text = z.string().min(1).max(4096);
const backendId = z.string().regex(BACKEND_ID, "must be made of lower-case letters, digits and hyphens");

/** An address with scheme and host, perhaps a path, nothing else. */
function isPublicUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === "");
}

/** Makes a check of something that says what is wrong with a text. */
function complain(problem: (value: string) => string | undefined): (value: string, ctx: Complaints) => void {
  return (value, ctx) => {
    const message = problem(value);
    if (message !== undefined) ctx.addIssue({ code: "custom", message });
  };
}

interface Complaints {
  addIssue(issue: { readonly code: "custom"; readonly message: string }): void;
}

/** `[serve]` as people write it. */
export const serveSchema: z.ZodObject<
  {
    host: z.ZodString;
    port: z.ZodInt;
    backend: z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>;
    state_dir: z.ZodString;
    open: z.ZodBoolean;
    public_url: z.ZodString;
    allowed_hosts: z.ZodArray<z.ZodString>;
    trusted_proxies: z.ZodArray<z.ZodString>;
    insecure_no_auth: z.ZodBoolean;
    read_only: z.ZodBoolean;
    max_agents: z.ZodInt;
    agent_idle: z.ZodNumber;
    max_queue: z.ZodInt;
    sends_per_minute: z.ZodInt;
    turn_grace: z.ZodNumber;
    metrics: z.ZodBoolean;
    metrics_token_file: z.ZodString;
  },
  z.core.$strict
> = z.strictObject({
  host: text.regex(/^[^\s/?#@]+$/, "must be a name or an address, without scheme, port or path"),
  port: z.int().min(0).max(65_535),
  backend: z.union([backendId, z.array(backendId).min(1).max(32)]),
  state_dir: text,
  open: z.boolean(),
  public_url: text.refine(
    isPublicUrl,
    "must be an address such as https://deck.example or https://example.org/deck",
  ),
  allowed_hosts: z
    .array(text.regex(/^[^\s/?#@]+$/, "must be a host such as deck.example or deck.example:8080"))
    .max(64),
  trusted_proxies: z.array(text.superRefine(complain(proxyProblem))).max(64),
  insecure_no_auth: z.boolean(),
  read_only: z.boolean(),
  max_agents: z.int().min(1).max(1_000),
  agent_idle: z.number().min(1).max(86_400),
  max_queue: z.int().min(0).max(1_000),
  sends_per_minute: z.int().min(1).max(10_000),
  turn_grace: z.number().min(0).max(3_600),
  metrics: z.boolean(),
  metrics_token_file: text,
});

/** `[log]` as people write it. */
export const logSchema: z.ZodObject<
  {
    level: z.ZodEnum<{ debug: "debug"; info: "info"; warn: "warn"; error: "error"; silent: "silent" }>;
    format: z.ZodEnum<{ auto: "auto"; json: "json"; pretty: "pretty" }>;
  },
  z.core.$strict
> = z.strictObject({
  level: z.enum(["debug", "info", "warn", "error", "silent"]),
  format: z.enum(["auto", "json", "pretty"]),
});

/** The two keys that the host reads from a backend's table; all others are the plugin's own. */
export const backendSchema: z.ZodObject<
  {
    use: z.ZodOptional<z.ZodString>;
    on_failure: z.ZodOptional<z.ZodEnum<{ continue: "continue"; abort: "abort" }>>;
  },
  z.core.$strip
> = z.object({
  use: text.optional(),
  on_failure: z.enum(["continue", "abort"]).optional(),
});

const names = z.array(text.max(255)).max(10_000);
const seconds = z.number().min(60).max(31_536_000);

/** The keys that the host reads from `[auth]`; all others are the plugin's own. */
export const authSchema: z.ZodObject<
  {
    use: z.ZodOptional<z.ZodString>;
    session_secret: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
    session_secret_file: z.ZodOptional<z.ZodString>;
    session_idle: z.ZodOptional<z.ZodNumber>;
    session_max: z.ZodOptional<z.ZodNumber>;
    allowed_users: z.ZodOptional<z.ZodArray<z.ZodString>>;
    allowed_domains: z.ZodOptional<z.ZodArray<z.ZodString>>;
    allowed_groups: z.ZodOptional<z.ZodArray<z.ZodString>>;
    allow_all: z.ZodOptional<z.ZodBoolean>;
    admin_users: z.ZodOptional<z.ZodArray<z.ZodString>>;
  },
  z.core.$strip
> = z.object({
  use: text.optional(),
  // How long a secret has to be is told where all of its weaknesses are.
  session_secret: z.union([z.string(), z.array(z.string())]).optional(),
  session_secret_file: text.optional(),
  session_idle: seconds.optional(),
  session_max: seconds.optional(),
  allowed_users: names.optional(),
  allowed_domains: z
    .array(text.superRefine(complain(domainProblem)))
    .max(1_000)
    .optional(),
  allowed_groups: names.optional(),
  allow_all: z.boolean().optional(),
  admin_users: names.optional(),
});

/** The tables that are not a backend's, and their keys. `[pricing]` is handed to the backends as it is. */
export const HOST_TABLES: { readonly serve: typeof serveSchema; readonly log: typeof logSchema } = {
  serve: serveSchema,
  log: logSchema,
};

/** Names that no backend can have. */
export const RESERVED_TABLES: readonly string[] = ["serve", "log", "pricing", "auth"];
