import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Action,
  type BackendPlugin,
  type Cli,
  type CommandSpec,
  defineBackend,
  LOCAL_OWNER,
  type OtherProgram,
  type Root,
  silentLogger,
  VibeDeckError,
} from "@vibedeck/core";
import { type MountedBackend, mountBackend } from "@vibedeck/core/host";
import { createJsonlTailer } from "@vibedeck/core/jsonl";
import { createLocalPlace } from "@vibedeck/core/process";
import { converse } from "./scripted-conversation.ts";
import { factsOf, type LinesState, messageOf, NO_LINES, reduceLine } from "./scripted-lines.ts";

const PROGRAM = fileURLToPath(new URL("./scripted-program.mjs", import.meta.url));

/** One start of the tool as it saw itself. */
export interface ToolStart {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly cwd: string;
}

/**
 * A coding tool that does what its prompts say: a real process, a real transcript. Steps of a prompt are separated by
 * ";": `say TEXT`, `draft TEXT` and `write` (streams; the transcript comes later), `more TEXT` (one more block),
 * `think TEXT`, `stream N`, `phase TEXT`, `gate NAME` (waits for {@link ScriptedTool.open}), `ask COMMAND`,
 * `question`, `plan`, `retract GATE` (asks and takes it back), `big N`, `hang`, `deaf` (to the protocol's interrupt),
 * `ignore SIGINT`, `grandchild`, `exit CODE WORDS`, `fail KIND WORDS`, `flood MB`, `junk`, `background N`, `sub TEXT`.
 * A prompt `vanish` ends it before any sign. Everything else is echoed as `you said LENGTH: TEXT`.
 */
export class ScriptedTool implements Disposable {
  /** Where its transcripts lie: `<folder>/<session>.jsonl`. */
  readonly home: string;
  /** A directory to work in. */
  readonly cwd: string;
  readonly #base: string;
  readonly #program: string;

  constructor() {
    this.#base = mkdtempSync(join(tmpdir(), "vibedeck-tool-"));
    this.home = join(this.#base, "home");
    this.cwd = join(this.#base, "work");
    this.#program = join(this.#base, "tool.mjs");
    for (const path of [this.home, this.cwd, join(this.home, "gates")]) mkdirSync(path, { recursive: true });
    copyFileSync(PROGRAM, this.#program);
  }

  root(owner: string = LOCAL_OWNER): Root {
    return { path: this.home, owner, trusted: true };
  }

  /** Lets a prompt go on that waits at `gate NAME`. */
  open(gate: string): void {
    writeFileSync(join(this.home, "gates", gate), "");
  }

  /**
   * How the next processes begin: `die CODE WORD`, `mute` (never tells what it offers), `plain` (no states of
   * messages, like older tools), empty: as usual.
   */
  startup(how: string): void {
    writeFileSync(join(this.home, "startup"), how);
  }

  /** The program is gone, or there again. */
  missing(is: boolean): void {
    writeFileSync(join(this.home, "missing"), is ? "1" : "");
  }

  /** Another program runs every session of the tool. */
  elsewhere(other: OtherProgram | undefined): void {
    writeFileSync(join(this.home, "other.json"), JSON.stringify(other ?? null));
  }

  starts(): readonly ToolStart[] {
    const path = join(this.home, "starts.jsonl");
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as ToolStart);
  }

  /** Starts that were for a session, not to learn what the tool offers. */
  runs(): readonly ToolStart[] {
    return this.starts().filter(({ argv }) => !argv.includes("--inspect"));
  }

  plugin(roots: readonly Root[] = [this.root()], changes: Partial<Cli> = {}): BackendPlugin<object> {
    return scriptedPlugin(this.home, this.#program, roots, changes);
  }

  mounted(roots?: readonly Root[], changes?: Partial<Cli>): MountedBackend {
    const options = { id: "scripted", config: {}, logger: silentLogger };
    return mountBackend(this.plugin(roots, changes), options).mounted;
  }

  [Symbol.dispose](): void {
    rmSync(this.#base, { recursive: true, force: true, maxRetries: 5 });
  }
}

function scriptedPlugin(
  home: string,
  program: string,
  roots: readonly Root[],
  changes: Partial<Cli>,
): BackendPlugin<object> {
  return defineBackend<object>({
    name: "scripted",
    title: "Scripted",
    capabilities: { run: true, resume: true, fork: true, interrupt: true, approvals: true, models: true },
    config: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: {} }) } },
    parts: {
      discovery: () => ({
        async *roots() {
          yield roots;
        },
        identify: (_root, path) => {
          const [, group, agent, id] = /^([^/]+)\/(agent-)?([\w-]+)\.jsonl$/.exec(path) ?? [];
          if (group === undefined || id === undefined) return undefined;
          return { id, group, kind: agent === undefined ? "session" : "subagent" };
        },
        locate: (_root, id, cwd) => `${cwd.replaceAll(/[^A-Za-z0-9]/g, "-")}/${id}.jsonl`,
        running: async (_root, _id, except) => other(home, except),
      }),
      tailer: () => createJsonlTailer(),
      renderer: () => ({
        version: 1,
        messages: (entry) => [messageOf(entry.value, entry.offset)],
        start: () => NO_LINES,
        reduce: (state, entry) => reduceLine(state as LinesState, entry),
        facts: (state) => factsOf(state as LinesState),
      }),
      pricing: () => ({ version: "1", usage: () => undefined, price: () => undefined }),
      cli: () => ({ ...scriptedCli(home, program), ...changes }),
    },
  });
}

function scriptedCli(home: string, program: string): Cli {
  const missing = join(home, "missing");
  const place = createLocalPlace({ environment: process.env, home, logger: silentLogger });
  const cli: Cli = {
    ...place,
    command: (action) => commandOf(action, home, program),
    async start(spec, signal, run) {
      if (existsSync(missing) && readFileSync(missing, "utf8") !== "") {
        throw new VibeDeckError("AGENT_MISSING", "The scripted tool is not installed.", {
          hint: "Install it.",
        });
      }
      run.progress("starting the tool");
      return place.start(spec, signal, run);
    },
    converse,
    async available(signal, run) {
      const process = await cli.start(cli.command({ type: "version" }), signal, run);
      const { code } = await process.exit;
      return code === 0 ? { ok: true, version: "1.0" } : { ok: false, problem: "It does not run." };
    },
  };
  return cli;
}

function commandOf(action: Action, home: string, program: string): CommandSpec {
  const cwd = "cwd" in action ? action.cwd : home;
  const argv: [string, ...string[]] = [process.execPath, program];
  if (action.type === "inspect" || action.type === "version") argv.push(`--${action.type}`);
  else {
    argv.push(`--session=${action.type === "fork" ? action.newSessionId : action.sessionId}`);
    if (action.type === "fork") argv.push(`--fork=${action.sessionId}`);
    if (action.type === "resume") argv.push("--resume");
    if (action.model !== undefined) argv.push(`--model=${action.model}`);
    if (action.permissionMode !== undefined) argv.push(`--mode=${action.permissionMode}`);
    for (const folder of action.addDirs ?? []) argv.push(`--add-dir=${folder}`);
  }
  return { argv, cwd, env: { TOOL_HOME: home } };
}

function other(home: string, except: readonly number[]): OtherProgram | undefined {
  const path = join(home, "other.json");
  if (!existsSync(path)) return undefined;
  const found = JSON.parse(readFileSync(path, "utf8")) as OtherProgram | null;
  return found === null || (found.pid !== undefined && except.includes(found.pid)) ? undefined : found;
}
