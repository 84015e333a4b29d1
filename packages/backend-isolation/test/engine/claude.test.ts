import { describe, expect, it } from "vitest";
import { exec } from "./ask.ts";
import { noEngine } from "./engine.ts";
import { startSandbox } from "./sandbox.ts";
import { sharedClaudeImage, sharedEngine } from "./shared-engine.ts";

const LIMIT_MS = 300_000;
const reason =
  noEngine ?? (process.env["VIBEDECK_CLAUDE_BIN"] ? undefined : "VIBEDECK_CLAUDE_BIN is not set");

describe.skipIf(reason !== undefined)(
  `the real Claude Code on gVisor${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    it("runs a tool in a sandbox that has no network", async () => {
      const engine = await sharedEngine();
      const sandbox = await startSandbox(engine, await sharedClaudeImage(), { memoryBytes: 2 * 1024 ** 3 });
      const env = [
        "HOME=/root",
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "LANG=C.UTF-8",
        "IS_SANDBOX=1",
        "ANTHROPIC_BASE_URL=http://127.0.0.1:8642",
        "ANTHROPIC_API_KEY=stand-in",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1",
      ];
      const argv = ["setsid", "-w", "/opt/vibedeck/run", "job-with-claude", "/usr/local/bin/claude"];
      const flags = ["-p", "--input-format=stream-json", "--output-format=stream-json", "--verbose"];
      const input = `${JSON.stringify({ type: "user", message: { role: "user", content: "Which kernel?" } })}\n`;
      const ran = await exec(engine, sandbox.id, [...argv, ...flags, "--allowedTools=Bash"], {
        env,
        cwd: "/root",
        input,
      });
      expect(ran).toMatchObject({ code: 0, stderr: "" });
      expect(ran.stdout).toContain("4.4.0\\n[");
      expect(ran.stdout).toContain("Starting gVisor");
    });
  },
);
