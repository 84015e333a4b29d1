// What a sandbox costs: the first turn of a user who has none yet, of one whose sandbox runs, and a command in it
// against the same command by `docker exec`, one after the other. With the agent of the tests, which is a shell script:
// what the tool itself takes is the row "drive".
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runnerImport } from "vite";
import isolation from "../../packages/backend-isolation/dist/index.js";
import { createEngine, mountBackend } from "../../packages/core/dist/host/index.js";
import { silentLogger } from "../../packages/core/dist/index.js";
import { median, ms, percentile } from "../lib/stats.mjs";

const COLD = 10;
const WARM = 20;
const EXECS = 20;
const HARNESS = new URL("../../packages/backend-isolation/test/engine/", import.meta.url);

export async function measure() {
  const { module: engines } = await load("engine.ts");
  if (engines.noEngine !== undefined) {
    process.stderr.write(`Sandboxes were not measured: ${engines.noEngine}.\n`);
    return [];
  }
  const { module: images } = await load("tiny-image.ts");
  const docker = await engines.startEngine();
  const base = mkdtempSync(join(tmpdir(), "vibedeck-bench-sandbox-"));
  try {
    const image = await images.tinyImage(docker);
    return await measureOn(docker, base, image);
  } finally {
    await docker.stop();
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  }
}

function load(name) {
  return runnerImport(new URL(name, HARNESS).pathname);
}

async function measureOn(docker, base, image) {
  chmodSync(base, 0o700);
  const table = { users_dir: base, docker_image: image, docker_host: docker.host, memory: "256m" };
  const { value, issues } = await isolation.config["~standard"].validate(table);
  if (issues !== undefined) throw new Error(JSON.stringify(issues));
  const mount = mountBackend(isolation, { id: "isolation", config: value, logger: silentLogger });
  const stateDir = mkdtempSync(join(tmpdir(), "vibedeck-bench-state-"));
  const engine = createEngine({ backends: [mount.mounted], logger: silentLogger, stateDir, version: "0" });
  try {
    await engine.start();
    const cold = [];
    for (let n = 0; n < COLD; n++) cold.push(await firstTurn(engine, `cold${n}`));
    const warm = [];
    for (let n = 0; n < WARM; n++) warm.push(await firstTurn(engine, "cold0"));
    return [
      ...turns("no sandbox yet", cold),
      ...turns("its sandbox runs", warm),
      ...(await execs(docker, mount)),
    ];
  } finally {
    await engine.stop();
    await mount.dispose();
    rmSync(stateDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** From the send to the end of the turn of a new session, in milliseconds. */
async function firstTurn(engine, owner) {
  const { drive } = engine.view({ principal: { kind: "user", id: owner } });
  const begun = performance.now();
  const { key, send } = await drive.start({ id: randomUUID(), text: "hello", cwd: "/root" });
  for (;;) {
    const { sends } = await drive.state(key);
    const { state, failure } = sends.find(({ id }) => id === send.id) ?? {};
    if (state === "done") return performance.now() - begun;
    if (failure !== undefined) throw new Error(failure.text);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The same command through the backend's place, and by the engine's own command line; alternating. */
async function execs(docker, { mounted }) {
  const { cli } = mounted.backend;
  const run = promisify(execFile);
  const [ours, plain] = [[], []];
  for (let n = 0; n < EXECS; n++) {
    let begun = performance.now();
    const command = ["-H", docker.host, "exec", "-i", "sandbox-cold0", "/usr/local/bin/claude", "--version"];
    await run("docker", command);
    plain.push(performance.now() - begun);
    begun = performance.now();
    const place = { owner: "cold0", progress: () => {} };
    const spec = { argv: ["claude", "--version"], cwd: "/root", env: {} };
    const agent = await cli.start(spec, new AbortController().signal, place);
    agent.end();
    for await (const _ of agent.lines());
    await agent.exit;
    ours.push(performance.now() - begun);
  }
  const more = ours.map((time, n) => time - plain[n]);
  return [
    {
      what: "a command in a running sandbox, with wrapper and exit: more than docker exec, p50",
      value: ms(median(more)),
      limit: `docker exec ${ms(median(plain))}, ours ${ms(median(ours))}`,
      ratio: `${(median(ours) / median(plain)).toFixed(2)} ×`,
      target: "≤ 150 ms",
      ok: median(more) <= 150,
    },
  ];
}

function turns(what, times) {
  return [
    {
      what: `first turn of a session in a sandbox, ${what}, p50 / p95`,
      value: `${ms(median(times))} / ${ms(percentile(times, 0.95))}`,
      limit: "–",
      ratio: "–",
      target: "figure",
      ok: true,
    },
  ];
}
