// Lays corpora down with the generator beside the project; each is made once and kept in a temporary folder.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const GENERATOR = new URL("../../../shared/bench/generate-corpus.mjs", import.meta.url).pathname;
const LIMITS = new URL("../../../shared/bench/limits-scan.mjs", import.meta.url).pathname;
export const BASE = process.env.VIBEDECK_BENCH_DIR ?? join(tmpdir(), "vibedeck-bench");

const SHAPES = {
  S: ["--sessions", "100", "--mb", "50", "--projects", "12"],
  M: ["--sessions", "2000", "--mb", "1020", "--projects", "60"],
  BIG: ["--big-mb", "100", "--big-lines", "50000"],
  XL: ["--sessions", "10000", "--mb", "5000", "--projects", "120"],
};

/** True when the generator and the scanner of limits are there. */
export const available = existsSync(GENERATOR) && existsSync(LIMITS);

/** The home of a corpus and its manifest, generated when it is not there yet. */
export async function corpus(name) {
  const home = join(BASE, name);
  const manifestPath = join(home, "manifest.json");
  if (!existsSync(manifestPath)) {
    process.stderr.write(`generating corpus ${name} …\n`);
    await run(process.execPath, [GENERATOR, "--home", home, ...SHAPES[name]], { maxBuffer: 1 << 26 });
  }
  return { home, manifest: JSON.parse(readFileSync(manifestPath, "utf8")) };
}

/** One run of a limit over a corpus: `{ ms, cpu, rss, … }`. */
export async function limit(mode, home, workers) {
  const args = [LIMITS, mode, home, ...(workers === undefined ? [] : [String(workers)])];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 24 });
  return JSON.parse(stdout);
}
