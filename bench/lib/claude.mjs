// The real Claude Code, run directly: what the way through our server is compared with.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PLACE = "../../packages/server/test/e2e/claude/node_modules/@anthropic-ai/";
const INSTALLED = new URL(`${PLACE}claude-code-${process.platform}-${process.arch}/claude`, import.meta.url);

/** Its path; `undefined` where it is not installed. */
export const CLAUDE = [process.env.VIBEDECK_CLAUDE_BIN, fileURLToPath(INSTALLED)].find(
  (path) => path && existsSync(path),
);

const ARGS = [
  "-p",
  "--input-format=stream-json",
  "--output-format=stream-json",
  "--verbose",
  "--include-partial-messages",
  "--permission-prompt-tool=stdio",
];

/** The variables that keep it at a stand-in. */
export function claudeEnv(home, apiUrl) {
  return {
    PATH: process.env.PATH,
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, ".claude"),
    ANTHROPIC_BASE_URL: apiUrl,
    ANTHROPIC_API_KEY: "stand-in",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    HTTPS_PROXY: "http://127.0.0.1:9",
    NO_PROXY: "127.0.0.1",
    IS_SANDBOX: "1",
  };
}

/** Starts an agent. `turn(text)` gives the time to the first character of the answer once the turn is over. */
export function startAgent(cwd, env) {
  const child = spawn(CLAUDE, [...ARGS, `--session-id=${randomUUID()}`], {
    cwd,
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  let onLine = () => {};
  createInterface({ input: child.stdout }).on("line", (line) => onLine(line));
  const say = (value) => child.stdin.write(`${JSON.stringify(value)}\n`);
  say({ type: "control_request", request_id: "first", request: { subtype: "initialize" } });
  return {
    turn(text) {
      const sent = performance.now();
      let first;
      say({ type: "user", message: { role: "user", content: text }, uuid: randomUUID() });
      return new Promise((resolve, reject) => {
        child.once("exit", (code) => reject(new Error(`claude ended with ${code}`)));
        onLine = (line) => {
          if (first === undefined && line.includes('"text_delta"')) first = performance.now() - sent;
          if (!line.startsWith('{"type":"result"') && !line.includes('"terminal_reason"')) return;
          child.removeAllListeners("exit");
          resolve(first);
        };
      });
    },
    stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      return gone;
    },
  };
}
