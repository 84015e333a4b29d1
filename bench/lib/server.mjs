// Starts our server as a user would, on a home and a state directory, and measures it from outside.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BIN = new URL("../../packages/server/bin/vibedeck.js", import.meta.url).pathname;
const PROBE = new URL("./probe.mjs", import.meta.url).href;

/** A fresh state directory. */
export function freshState() {
  return mkdtempSync(join(tmpdir(), "vibedeck-bench-state-"));
}

/** Starts a server; resolves when it prints its address. `startedAt` is the moment of the spawn. */
export async function startServer(home, stateDir, extra = [], env = {}) {
  const probeFile = join(stateDir, "probe.json");
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      "--import",
      PROBE,
      BIN,
      "serve",
      "--port",
      "0",
      "--no-open",
      "--state-dir",
      stateDir,
      "--log-level",
      "warn",
      ...extra,
    ],
    {
      env: {
        ...process.env,
        CLAUDE_CONFIG_DIR: join(home, ".claude"),
        HOME: home,
        VIBEDECK_PROBE: probeFile,
        NO_COLOR: "1",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  const url = await new Promise((resolve, reject) => {
    const look = (chunk) => {
      output += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
  });
  child.removeAllListeners("exit");
  return {
    url,
    pid: child.pid,
    startedAt,
    /** Resident memory in bytes, the process and all its threads. */
    rss: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) * 1024,
    peak: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) * 1024,
    /** CPU seconds used so far. */
    cpu: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    /** Longest block of the event loop so far, in ms; written by the probe at exit. */
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      try {
        return JSON.parse(readFileSync(probeFile, "utf8"));
      } catch {
        return {};
      }
    },
    kill() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      return gone;
    },
  };
}

export function discard(stateDir) {
  rmSync(stateDir, { recursive: true, force: true });
}

export async function getJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Polls until the first reading is complete; the time of the answer that said so. */
export async function untilComplete(server) {
  for (;;) {
    const page = await getJson(`${server.url}/api/sessions?limit=1`);
    if (page.progress.done) return page;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** Every summary of the list, page after page. */
export async function allSessions(server) {
  const sessions = [];
  let cursor;
  do {
    const page = await getJson(
      `${server.url}/api/sessions?limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`,
    );
    sessions.push(...page.sessions);
    cursor = page.next;
  } while (cursor);
  return sessions;
}
