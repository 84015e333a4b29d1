import type { Cli, OtherProgram, Root } from "@vibedeck/core";
import type { MountedBackend } from "@vibedeck/core/host";
import { onTestFinished } from "vitest";

/** The scripted tool of core's own tests, as far as it is used here; its project checks that it is like this. */
export interface ScriptedTool extends Disposable {
  readonly home: string;
  /** A directory to work in. */
  readonly cwd: string;
  root(owner?: string): Root;
  /** Lets a prompt go on that waits at `gate NAME`. */
  open(gate: string): void;
  missing(is: boolean): void;
  startup(how: string): void;
  elsewhere(other: OtherProgram | undefined): void;
  /** Starts that were for a session. */
  runs(): readonly { readonly pid: number; readonly argv: readonly string[]; readonly cwd: string }[];
  mounted(roots?: readonly Root[], changes?: Partial<Cli>): MountedBackend;
}

// Not a specifier that the compiler sees: the file belongs to another project.
const MODULE = new URL("../../../../core/test/drive/scripted-tool.ts", import.meta.url).href;

/** A coding tool that does what its prompts say; gone when the test is over. */
export async function scriptedTool(): Promise<ScriptedTool> {
  const module: { readonly ScriptedTool: new () => ScriptedTool } = await import(MODULE);
  const tool = new module.ScriptedTool();
  onTestFinished(() => tool[Symbol.dispose]());
  return tool;
}
