// Owns one Docker engine: starts it in a directory of its own and takes it down again, also when the tests that asked
// for it died: its input ends then. Input lines: "start" starts dockerd again after it was killed. Output: a line of
// JSON for each start. Argument: JSON as EngineOptions has it.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cleanUp, commandOf, ping, sweep, waitUntil } from "./clean-up.mjs";

const START_MS = 60_000;

const options = JSON.parse(process.argv[2] ?? "{}");
const dir = mkdtempSync(join(tmpdir(), "vde-"));
const socket = join(dir, "docker.sock");
const runsc = options.runsc ?? "/usr/bin/runsc";

function configure() {
  mkdirSync(join(dir, "config"));
  writeFileSync(join(dir, "keeper"), String(process.pid));
  const runtime = (network) => ({
    path: runsc,
    // The faster platforms need what a virtual machine does not have.
    runtimeArgs: ["--platform=ptrace", `--network=${network}`],
  });
  const config = {
    runtimes: { runsc: runtime("none"), "runsc-net": runtime("sandbox") },
    bridge: "none",
    iptables: options.iptables === true,
    "live-restore": options.liveRestore === true,
    "shutdown-timeout": 1,
    "log-level": "warn",
    // Else it writes one into /etc.
    "deprecated-key-path": join(dir, "config", "key.json"),
  };
  writeFileSync(join(dir, "config", "daemon.json"), JSON.stringify(config));
}

async function start() {
  const note = join(dir, "exec", "containerd", "containerd.pid");
  // Its containerd dies with a dockerd that was killed, but stays a zombie where nobody waits for it; then the next
  // dockerd takes it for a running one and waits for its answer in vain.
  if (existsSync(note)) {
    const pid = Number(readFileSync(note, "utf8"));
    if (await waitUntil(() => commandOf(pid) === "", 1_000)) writeFileSync(note, "");
  }
  const args = [
    ["--config-file", join(dir, "config", "daemon.json")],
    ["--data-root", join(dir, "root")],
    ["--exec-root", join(dir, "exec")],
    ["-H", `unix://${socket}`],
    ["--pidfile", join(dir, "pid")],
    ["--storage-driver", options.storage],
  ].flat();
  const log = join(dir, "log");
  const child = spawn("sh", ["-c", 'log=$1; shift; exec dockerd "$@" >>"$log" 2>&1', "sh", log, ...args], {
    stdio: "ignore",
  });
  const up = await waitUntil(async () => child.exitCode !== null || (await ping(socket)), START_MS);
  if (!up || child.exitCode !== null)
    throw new Error(`dockerd did not start: ${readFileSync(log, "utf8").slice(-2_000)}`);
  process.stdout.write(`${JSON.stringify({ dir, socket, pid: child.pid })}\n`);
}

let ending;
function end(code) {
  ending ??= cleanUp(dir).finally(() => process.exit(code));
  return ending;
}

process.on("SIGTERM", () => void end(0));
// What happens at the terminal is for the tests; the end of the input follows.
process.on("SIGINT", () => {});
process.stdout.on("error", () => {});
await sweep();
configure();
try {
  await start();
  for await (const line of createInterface({ input: process.stdin })) if (line === "start") await start();
  await end(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  await end(1);
}
