import type { ToolUse } from "../script/tool-use.ts";

/** A command that works. */
export function bash(command: string, description: string, stdout: string, seconds = 2): ToolUse {
  return {
    name: "Bash",
    input: { command, description },
    content: stdout,
    detail: { stdout, stderr: "", interrupted: false, isImage: false, noOutputExpected: stdout === "" },
    seconds,
  };
}

/** A command that fails. */
export function failingBash(
  command: string,
  description: string,
  output: string,
  exitCode = 1,
  seconds = 3,
): ToolUse {
  const content = `Exit code ${exitCode}\n${output}`;
  return {
    name: "Bash",
    input: { command, description },
    content,
    detail: `Error: ${content}`,
    failed: true,
    seconds,
  };
}
