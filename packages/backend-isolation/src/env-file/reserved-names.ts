/** Variables that we set, or that would take Claude Code's sessions to where nobody looks for them. */
const OURS: ReadonlyMap<string, string> = new Map([
  ["CLAUDE_CONFIG_DIR", "sessions would lie where they are not looked for"],
  ["HOME", "it is set for each sandbox"],
  ["IS_SANDBOX", "it is set for each sandbox"],
  ["PATH", "it is set for each sandbox"],
  ["PWD", "it is set for each command"],
  ["OLDPWD", "it is set for each command"],
  ["SHLVL", "it is set for each command"],
  ["TERM", "it is set for each command"],
]);

/** Variables that make programs run something else than what they were started for. */
const LOADERS: ReadonlySet<string> = new Set([
  "BASHOPTS",
  "BASH_ENV",
  "CDPATH",
  "ENV",
  "GCONV_PATH",
  "IFS",
  "JAVA_TOOL_OPTIONS",
  "NODE_OPTIONS",
  "NODE_PATH",
  "PERL5LIB",
  "PERL5OPT",
  "PROMPT_COMMAND",
  "PS4",
  "PYTHONHOME",
  "PYTHONPATH",
  "PYTHONSTARTUP",
  "RUBYLIB",
  "RUBYOPT",
  "SHELLOPTS",
]);

const LOADER_PREFIX = /^(?:LD_|DYLD_|BASH_FUNC_)/;

/** Why a variable may not be given to agents by a file; `undefined` when it may. */
export function reservedReason(name: string): string | undefined {
  if (name.startsWith("VIBEDECK_")) return "names that begin with VIBEDECK_ are the server's own";
  if (LOADERS.has(name) || LOADER_PREFIX.test(name)) return "it decides what other programs load";
  return OURS.get(name);
}
