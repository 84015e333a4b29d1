// Two published tools, installed beside the corpora and measured in the same run. Without a registry they are left out.
import { execFile, spawn } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { BASE } from "./corpus.mjs";

const run = promisify(execFile);
const FOLDER = join(BASE, "peers");
const PACKAGES = ["ccusage@20.0.24", "claude-run@0.3.0"];
const CCUSAGE = join(FOLDER, `node_modules/@ccusage/ccusage-${process.platform}-${process.arch}/bin/ccusage`);
const CLAUDE_RUN = join(FOLDER, "node_modules/.bin/claude-run");

/** Installs what is missing; true when both are there. */
export async function peers() {
  if (!existsSync(CCUSAGE) || !existsSync(CLAUDE_RUN)) {
    await run("npm", ["install", "--prefix", FOLDER, "--ignore-scripts", ...PACKAGES]).catch(() => {});
  }
  if (!existsSync(CCUSAGE) || !existsSync(CLAUDE_RUN)) return false;
  chmodSync(CCUSAGE, 0o755);
  return true;
}

/** Milliseconds for a whole cost report. */
export async function ccusageReport(home) {
  const begun = performance.now();
  const args = ["claude", "monthly", "--json", "--offline", "--mode", "calculate", "-z", "UTC"];
  const env = { PATH: process.env.PATH, HOME: home, CLAUDE_CONFIG_DIR: join(home, ".claude") };
  await run(CCUSAGE, args, { env, maxBuffer: 1 << 26 });
  return performance.now() - begun;
}

/** Milliseconds from the start of claude-run to its first list. */
export async function claudeRunFirstList(home) {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const begun = performance.now();
  const args = [CLAUDE_RUN, "--port", String(port), "--dir", join(home, ".claude"), "--no-open"];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  try {
    while (performance.now() - begun < 30_000) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/sessions`).catch(() => undefined);
      if (answer?.ok && (await answer.json()).length > 0) return performance.now() - begun;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("claude-run did not answer");
  } finally {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  }
}
