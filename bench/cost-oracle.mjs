#!/usr/bin/env node
/**
 * Compares our costs with those of ccusage, a published cost tool, on the real transcripts and on a generated corpus.
 * Every difference is computed from the transcripts by its cause; the script fails when anything is left unexplained.
 *
 *   npm run build && node bench/cost-oracle.mjs
 *
 * `VIBEDECK_CCUSAGE_BIN` names a ccusage that is already there; otherwise it is installed into a temporary folder.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPricing } from "../packages/backend-claude-code/dist/pricing/index.js";

/** The newest version whose native packages are all published. */
const CCUSAGE = "20.0.24";
const SHARED = fileURLToPath(new URL("../../shared/", import.meta.url));
const CLOSE = 1e-6;

const pricing = createPricing();
const work = mkdtempSync(join(tmpdir(), "vibedeck-costs-"));
let failed = false;

try {
  if (!existsSync(SHARED)) throw new Error("the shared folder with the transcripts is not here");
  const ccusage = process.env["VIBEDECK_CCUSAGE_BIN"] ?? installCcusage();
  compare("Real transcripts", ccusage, layOutRealHome());
  compare("Generated corpus (100 sessions, 50 MB)", ccusage, generateHome());
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

function installCcusage() {
  const folder = join(work, "ccusage");
  const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", [...args, `ccusage@${CCUSAGE}`], { stdio: ["ignore", "ignore", "inherit"] });
  const native = `ccusage-${process.platform}-${process.arch}`;
  const binary = join(folder, "node_modules", "@ccusage", native, "bin", "ccusage");
  chmodSync(binary, 0o755);
  return binary;
}

function layOutRealHome() {
  const home = join(work, "real");
  const script = join(SHARED, "claude-transcripts", "build-home.mjs");
  execFileSync(process.execPath, [script, "files", join(home, ".claude")], { stdio: "ignore" });
  return home;
}

function generateHome() {
  const home = join(work, "generated");
  const script = join(SHARED, "bench", "generate-corpus.mjs");
  const size = ["--sessions", "100", "--mb", "50", "--projects", "12"];
  execFileSync(process.execPath, [script, "--home", home, ...size], { stdio: "ignore" });
  return home;
}

function compare(title, ccusage, home) {
  const { copies, blanks } = readCopies(join(home, ".claude", "projects"));
  const ours = sumOurs(copies);
  const theirs = runCcusage(ccusage, home);
  const causes = [...explain(copies, ours, theirs), explainBlanks(blanks)];
  const models = [...new Set([...ours.keys(), ...theirs.keys()])].sort();

  print(
    `\n${title}\n\n| model | calls | ours | ccusage ${CCUSAGE} | difference |\n| --- | --: | --: | --: | --: |`,
  );
  for (const model of models) printRow(model, ours.get(model), theirs.get(model) ?? 0);
  const total = [...ours.values()].reduce((usd, row) => usd + (row.usd ?? 0), 0);
  const theirTotal = [...theirs.values()].reduce((usd, cost) => usd + cost, 0);
  const calls = [...ours.values()].reduce((sum, row) => sum + row.calls, 0);
  print(
    `| **total** | ${calls} | ${total.toFixed(4)} | ${theirTotal.toFixed(4)} | ${signed(theirTotal - total)} |`,
  );

  let rest = theirTotal - total;
  print("\nWhy ccusage differs:");
  for (const [why, usd] of causes) {
    rest -= usd;
    if (usd !== 0) print(`- ${signed(usd)}: ${why}`);
  }
  print(`- ${signed(rest)}: unexplained`);
  if (Math.abs(rest) > CLOSE) failed = true;
  if (existsSync(join(home, "manifest.json"))) compareManifest(home, total);
}

function printRow(model, row, theirs) {
  const usd = row?.usd;
  const ours = usd === undefined ? "unknown" : usd.toFixed(4);
  print(
    `| ${model} | ${row?.calls ?? 0} | ${ours} | ${theirs.toFixed(4)} | ${signed(theirs - (usd ?? 0))} |`,
  );
}

function compareManifest(home, total) {
  const expected = JSON.parse(readFileSync(join(home, "manifest.json"), "utf8")).cost.dedupeLast;
  print(
    `\nThe generator's manifest differs from ours by ${signed(expected - total)}. It takes the copy written last,`,
  );
  print(
    "here the largest one is taken, like ccusage does: resumed sessions cut some copies in the middle of a message.",
  );
}

/**
 * Every message, with what each file says of it: id -> file -> { record, usage, requestId }; the finished line wins.
 * Also the messages that a file has without any tokens.
 */
function readCopies(root) {
  const copies = new Map();
  const blanks = new Map();
  for (const file of readdirSync(root, { recursive: true }).sort()) {
    if (!file.endsWith(".jsonl")) continue;
    let offset = 0;
    for (const line of readFileSync(join(root, file), "utf8").split("\n")) {
      const value = parse(line);
      const record = value && pricing.usage({ offset, bytes: line.length, value });
      offset += line.length + 1;
      if (!record && value?.message?.usage) blanks.set(`${file} ${value.message.id}`, value);
      if (!record) continue;
      const key = record.scope === "global" ? record.id : `${file} ${record.id}`;
      const files = copies.get(key) ?? new Map();
      const known = files.get(file);
      if (!known || record.tokens.output >= known.record.tokens.output) {
        files.set(file, {
          record,
          usage: value.message.usage,
          requestId: value.requestId,
          spaced: !line.includes('"usage":{'),
        });
      }
      copies.set(key, files);
    }
  }
  return { copies, blanks };
}

function parse(line) {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The copy that is charged: the one with the largest output. */
function charged(files) {
  return [...files.values()].reduce((a, b) => (b.record.tokens.output > a.record.tokens.output ? b : a));
}

function sumOurs(copies) {
  const rows = new Map();
  for (const files of copies.values()) {
    const { record } = charged(files);
    const usd = pricing.price(record);
    const row = rows.get(record.model) ?? { calls: 0, usd: undefined };
    row.calls++;
    if (usd !== undefined) row.usd = (row.usd ?? 0) + usd;
    rows.set(record.model, row);
  }
  return rows;
}

function runCcusage(ccusage, home) {
  const args = [
    "claude",
    "monthly",
    "--json",
    "--offline",
    "--mode",
    "calculate",
    "--breakdown",
    "-z",
    "UTC",
  ];
  const env = { PATH: process.env["PATH"], HOME: home, CLAUDE_CONFIG_DIR: join(home, ".claude") };
  const report = JSON.parse(execFileSync(ccusage, args, { env, encoding: "utf8", maxBuffer: 1 << 26 }));
  const models = new Map();
  for (const { modelBreakdowns } of report.monthly) {
    for (const { modelName, cost } of modelBreakdowns)
      models.set(modelName, (models.get(modelName) ?? 0) + cost);
  }
  return models;
}

/** The causes that are known, and what each of them comes to in these transcripts. */
function explain(copies, ours, theirs) {
  let copied = 0;
  let writes = 0;
  let skipped = 0;
  for (const files of copies.values()) {
    const one = charged(files);
    for (const other of files.values()) {
      if (other !== one && !other.requestId) copied += pricing.price(other.record) ?? 0;
    }
    writes -= unsplitWrites(one);
    if (one.spaced) skipped -= pricing.price(one.record) ?? 0;
  }
  let guessed = 0;
  for (const [model, cost] of theirs) if (ours.get(model)?.usd === undefined) guessed += cost;
  return [
    ["it charges copies of messages in forked sessions again when they have no request id", copied],
    ["it leaves out cache writes of a message's later iterations, which the split by lifetime lacks", writes],
    ["it gives a price to models without a known one (`claude-sonnet-4`, foreign models)", guessed],
    ["it does not see lines whose JSON has spaces after the colons (hand-made test data)", skipped],
  ];
}

function explainBlanks(blanks) {
  let usd = 0;
  for (const value of blanks.values()) {
    const split = { ...value.message.usage, cache_creation_input_tokens: null };
    const record = pricing.usage({
      offset: 0,
      bytes: 0,
      value: { ...value, message: { ...value.message, usage: split } },
    });
    if (record) usd += pricing.price(record) ?? 0;
  }
  return ["it charges the left-over split of cache writes in copies whose totals are all zero", usd];
}

/** US dollars of the cache writes that `cache_creation` does not split. */
function unsplitWrites({ record, usage }) {
  const split = usage.cache_creation;
  if (!split || !record.extra) return 0;
  const known = (split.ephemeral_5m_input_tokens ?? 0) + (split.ephemeral_1h_input_tokens ?? 0);
  const tokens = { input: 0, output: 0, cacheWrite1h: 0, cacheRead: 0 };
  const cacheWrite5m = Math.max(0, (usage.cache_creation_input_tokens ?? 0) - known);
  return pricing.price({ ...record, extra: [], webSearches: 0, tokens: { ...tokens, cacheWrite5m } }) ?? 0;
}

function signed(usd) {
  const text = Math.abs(usd).toFixed(4);
  return `${Number(text) === 0 ? "" : usd < 0 ? "-" : "+"}${text}`;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
