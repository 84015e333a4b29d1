/** The variable by which every descendant of a run is found, whatever group or session it moved to. */
export const RUN_MARKER = "VIBEDECK_RUN";

/** What of the server's own environment an agent gets. A name ending in `*` stands for all that begin like it. */
export interface EnvironmentRules {
  /** More names that are not handed on, beside {@link NEVER_INHERITED}. */
  readonly without?: readonly string[];
  /** Hand on these names only, and of those not the ones that are never inherited. */
  readonly only?: readonly string[];
  /** Set last: wins over what is inherited and over what the command asks for. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** What describes the server's own process or holds its secrets, and would mislead or leak in another one. */
export const NEVER_INHERITED: readonly string[] = [
  "VIBEDECK_*",
  // Set by `npm run` and `npx` for the script they run.
  "npm_*",
  "INIT_CWD",
  // Flags, channels and the mode of this Node: with NODE_ENV=production an agent's `npm install` leaves out half.
  "NODE_OPTIONS",
  "NODE_CHANNEL_FD",
  "NODE_CHANNEL_SERIALIZATION_MODE",
  "NODE_UNIQUE_ID",
  "NODE_ENV",
  "NODE_V8_COVERAGE",
  // Sockets, secrets and identity that systemd gives to the service it starts, see systemd.exec(5).
  "NOTIFY_SOCKET",
  "LISTEN_*",
  "WATCHDOG_*",
  "CREDENTIALS_DIRECTORY",
  "INVOCATION_ID",
  "JOURNAL_STREAM",
  "SYSTEMD_EXEC_PID",
  "OLDPWD",
];

/** What {@link agentEnvironment} puts together. */
export interface EnvironmentSources {
  /** The server's own. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly rules: EnvironmentRules;
  readonly command: Readonly<Record<string, string>>;
  /** Becomes `PWD`, as a shell would have it. */
  readonly cwd: string;
  /** A random id of this run. */
  readonly marker: string;
}

/** The environment of an agent: what may be inherited, then what the command asks for, `extra`, and the marker. */
export function agentEnvironment(sources: EnvironmentSources): Record<string, string> {
  const { inherited, rules, command, cwd, marker } = sources;
  const without = [...NEVER_INHERITED, ...(rules.without ?? [])];
  const wanted = (name: string): boolean =>
    !matches(without, name) && (rules.only === undefined || matches(rules.only, name));
  const variables = new Map<string, string>();
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && wanted(name)) variables.set(name, value);
  }
  variables.set("PWD", cwd);
  for (const [name, value] of Object.entries({ ...command, ...rules.extra })) variables.set(name, value);
  variables.set(RUN_MARKER, marker);
  return Object.fromEntries(variables);
}

function matches(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}
