/**
 * Installs what would be published into an empty folder and uses it from there: the command, the demo, the imports,
 * the types. `--report FILE` writes `{ passed, failed }`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { pack, publishedPackages } from "./lib/packages.mjs";
import { must } from "./lib/run.mjs";

const COMPILERS = ["7", "5.9"];
const STOP_LIMIT_MS = 10_000;
const START_LIMIT_MS = 30_000;

const CONSUMER = `import { defineBackend, type BackendPlugin, type SessionSummary } from "@vibedeck/core";
import { createEngine } from "@vibedeck/core/host";
import { createJsonlTailer } from "@vibedeck/core/jsonl";
import claudeCode from "@vibedeck/backend-claude-code";
import { createDeck, type Deck } from "vibedeck";

export const plugin: BackendPlugin<never> | typeof claudeCode = claudeCode;
export const title = (session: SessionSummary): string => session.title;
export const deck: Deck = createDeck({ backends: [], stateDir: "state" });
export const used: readonly unknown[] = [defineBackend, createEngine, createJsonlTailer];
// @ts-expect-error a deck needs a place for its state
createDeck({ backends: [] });
`;

const folder = mkdtempSync(join(tmpdir(), "vibedeck-installed-"));
const home = join(folder, "home");
const env = { PATH: process.env.PATH, HOME: home, TMPDIR: join(folder, "tmp") };
const names = publishedPackages().map(({ manifest }) => manifest.name);
const failures = [];
let passed = 0;

try {
  for (const directory of [home, env.TMPDIR]) mkdirSync(directory);
  await step("the tarballs install without scripts into an empty folder", install);
  await step("vibedeck --version says the version", version);
  for (const name of names) await step(`${name} can be imported`, () => importable(name));
  await step("serve --demo shows the page, sessions and the stream, and stops on SIGTERM", demo);
  for (const compiler of COMPILERS)
    await step(`a consumer compiles with TypeScript ${compiler}`, () => compiles(compiler));
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
console.log(`${passed} passed, ${failures.length} failed: the packed packages`);
const report = process.argv.indexOf("--report");
if (report > 0) writeFileSync(process.argv[report + 1], JSON.stringify({ passed, failed: failures.length }));
process.exitCode = failures.length === 0 ? 0 : 1;

async function step(name, test) {
  const started = performance.now();
  try {
    await test();
    passed++;
    console.log(`ok   ${name} (${((performance.now() - started) / 1_000).toFixed(1)} s)`);
  } catch (error) {
    failures.push(name);
    console.log(`FAIL ${name}\n     ${error instanceof Error ? error.message : String(error)}`);
  }
}

function install() {
  const tarballs = publishedPackages().map((one) => pack(one.folder, folder));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm("install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", ...tarballs);
}

function version() {
  const said = must("npx", ["--no-install", "vibedeck", "--version"], { cwd: folder, env });
  const [{ manifest }] = publishedPackages();
  if (said !== manifest.version) throw new Error(`It says "${said}" instead of ${manifest.version}.`);
}

function importable(name) {
  must(process.execPath, ["--input-type=module", "-e", `await import(${JSON.stringify(name)})`], {
    cwd: folder,
    env,
  });
}

function compiles(compiler) {
  const place = join(folder, `consumer-${compiler}`);
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm(
    "install",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefix",
    place,
    `typescript@${compiler}`,
    "@types/node@20",
  );
  writeFileSync(join(place, "consumer.ts"), CONSUMER);
  const compilerOptions = {
    module: "nodenext",
    target: "es2023",
    strict: true,
    noEmit: true,
    types: ["node"],
  };
  writeFileSync(join(place, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  must(join(place, "node_modules", ".bin", "tsc"), ["-p", place], { cwd: place, env });
}

async function demo() {
  const server = spawn(
    process.execPath,
    [join(folder, "node_modules/vibedeck/bin/vibedeck.js"), "serve", "--demo", "--port", "0", "--no-open"],
    { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] },
  );
  const errors = [];
  server.stderr.on("data", (chunk) => errors.push(chunk));
  const exited = once(server, "exit");
  try {
    const url = await Promise.race([
      addressOf(server),
      exited.then(() => Promise.reject(new Error(`It ended at once:\n${Buffer.concat(errors)}`))),
      wait(START_LIMIT_MS, undefined, { ref: false }).then(() =>
        Promise.reject(new Error("It says no address.")),
      ),
    ]);
    await looksAlive(url);
  } finally {
    server.kill("SIGTERM");
  }
  const late = wait(STOP_LIMIT_MS, "late", { ref: false });
  const ended = await Promise.race([exited, late]);
  if (ended === "late") server.kill("SIGKILL");
  if (ended === "late" || ended[0] !== 0) throw new Error(`It did not stop well: ${ended}`);
}

async function addressOf(server) {
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error("It said no address.");
}

async function looksAlive(url) {
  const page = await (await fetch(url)).text();
  if (!page.includes("<script")) throw new Error(`This is no page: ${page.slice(0, 200)}`);
  const stream = await fetch(new URL("api/events", url), { signal: AbortSignal.timeout(20_000) });
  let seen = "";
  for await (const chunk of stream.body) {
    seen += Buffer.from(chunk).toString("utf8");
    if (/^event: session$/m.test(seen)) break;
  }
  const { sessions } = await (await fetch(new URL("api/sessions", url))).json();
  if (sessions.length < 8) throw new Error(`There are only ${sessions.length} sessions.`);
}

function npm(...args) {
  must("npm", args, { cwd: folder, env: { ...process.env, HOME: process.env.HOME } });
}
