/** Variables by which a parent Claude Code marks what it starts: a child must not take itself for a part of it. */
const MARKERS: readonly string[] = [
  "CLAUDECODE",
  "CLAUDE_CODE_ENTRYPOINT",
  "CLAUDE_CODE_SSE_PORT",
  "CLAUDE_CODE_SESSION_*",
  "CLAUDE_CODE_PARENT_*",
  "CLAUDE_CODE_CHILD_*",
  "CLAUDE_CODE_REMOTE_*",
  "CLAUDE_CODE_AGENT_*",
  "CLAUDE_CODE_TEAM_*",
  "CLAUDE_CODE_TASK_*",
  "CLAUDE_CODE_EXECPATH",
  "CLAUDE_EFFORT",
];

/** Another way to the API, which would win over the person's own sign-in. */
const KEYS: readonly string[] = ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"];

/** What decides about the environment of a `claude`. */
export interface Sources {
  /** The configuration directory, where it is not the tool's default one. */
  readonly configDir?: string;
  /** Whether a sign-in is stored in the configuration directory. */
  readonly signedIn: boolean;
  /** Variables from the configuration. */
  readonly env: { readonly [name: string]: string };
}

/** What of the server's environment a local `claude` does not get, and what it gets beside; a final `*` stands for any rest. */
export function environmentRules({ configDir, signedIn, env }: Sources): {
  readonly without: readonly string[];
  readonly extra: Readonly<Record<string, string>>;
} {
  return {
    // A key of the configuration is kept: it is in `extra`.
    without: [
      ...MARKERS,
      ...(signedIn ? KEYS : []),
      ...(configDir === undefined ? ["CLAUDE_CONFIG_DIR"] : []),
    ],
    extra: { ...(configDir === undefined ? {} : { CLAUDE_CONFIG_DIR: configDir }), ...env },
  };
}
