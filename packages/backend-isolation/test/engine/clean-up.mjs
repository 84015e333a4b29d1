// Takes an engine of the tests down by what lies in its directory, whoever started it.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Asks now and then, at most for so many milliseconds. */
export async function waitUntil(test, ms) {
  for (const end = Date.now() + ms; ; ) {
    if (await test()) return true;
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** Whether an engine answers. */
export async function ping(socket) {
  return (await ask(socket, "GET", "/_ping", 2_000)) === "OK";
}

/** Ends all that runs below the directory of an engine, and removes it. */
export async function cleanUp(dir) {
  await removeContainers(dir);
  for (const note of ["pid", "exec/containerd/containerd.pid"]) await endNoted(dir, join(dir, note));
  // Shims and sandboxes of an engine that was killed.
  await waitUntil(() => {
    const rest = processesOf(dir);
    for (const pid of rest) signal(pid, "SIGKILL");
    return rest.length === 0;
  }, 10_000);
  for (const mount of mountsBelow(dir)) execFileSync("umount", ["-l", mount], { stdio: "ignore" });
  // What is mounted is not ours to delete.
  if (mountsBelow(dir).length === 0) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}

/** Takes down engines whose keeper was killed. */
export async function sweep() {
  for (const name of readdirSync(tmpdir())) {
    const dir = join(tmpdir(), name);
    if (!name.startsWith("vde-") || !existsSync(join(dir, "keeper"))) continue;
    const keeper = Number(readFileSync(join(dir, "keeper"), "utf8"));
    if (!commandOf(keeper).includes("keeper.mjs")) await cleanUp(dir);
  }
}

async function removeContainers(dir) {
  const socket = join(dir, "docker.sock");
  const daemon = pidIn(join(dir, "pid"));
  if (!commandOf(daemon).includes(dir)) return;
  signal(daemon, "SIGCONT");
  const list = await ask(socket, "GET", "/containers/json?all=1", 10_000);
  if (list === undefined) return;
  const removing = JSON.parse(list).map(({ Id }) =>
    ask(socket, "DELETE", `/containers/${Id}?force=1&v=1`, 30_000),
  );
  await Promise.all(removing);
}

async function endNoted(dir, note) {
  const pid = pidIn(note);
  if (!commandOf(pid).includes(dir)) return;
  signal(pid, "SIGTERM");
  const gone = () => !commandOf(pid).includes(dir);
  if (!(await waitUntil(gone, 15_000))) signal(pid, "SIGKILL");
  await waitUntil(gone, 5_000);
}

function processesOf(dir) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => commandOf(pid).includes(`${dir}/`));
}

function mountsBelow(dir) {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((mount) => mount.startsWith(`${dir}/`))
    .reverse();
}

function pidIn(note) {
  try {
    return Number(readFileSync(note, "utf8"));
  } catch {
    return 0;
  }
}

/** Empty for what is no process, and for one that ended and was not waited for. */
export function commandOf(pid) {
  try {
    return pid > 1 ? readFileSync(`/proc/${pid}/cmdline`, "utf8") : "";
  } catch {
    return "";
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It ended meanwhile.
  }
}

/** The text of an answer; `undefined` without one. */
function ask(socketPath, method, path, timeout) {
  return new Promise((resolve) => {
    const sent = request({ socketPath, method, path, timeout }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => resolve(text)).once("error", () => resolve(undefined));
    });
    sent.once("timeout", () => sent.destroy()).once("error", () => resolve(undefined));
    sent.end();
  });
}
