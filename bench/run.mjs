// Runs the benchmarks and writes bench/results.md. `node bench/run.mjs open-big many-clients` runs only those.
import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { available } from "./lib/corpus.mjs";

if (!available) {
  process.stderr.write("The corpus generator is not here; nothing was measured.\n");
  process.exit(2);
}
const all = readdirSync(new URL("./rows/", import.meta.url)).map((name) => name.replace(/\.mjs$/, ""));
const wanted = process.argv.slice(2);
const order = [
  "start-and-list",
  "open-big",
  "append-to-client",
  "many-clients",
  "ten-thousand",
  "tenants",
  "hostile-neighbour",
  "drive",
  "sandbox",
];
const rows = order.filter((name) => all.includes(name) && (wanted.length === 0 || wanted.includes(name)));
const results = [];
for (const name of rows) {
  process.stderr.write(`${name} …\n`);
  const { measure } = await import(`./rows/${name}.mjs`);
  for (const result of await measure()) {
    results.push(result);
    process.stdout.write(
      `${result.ok ? "ok  " : "MISS"} ${result.what}: ${result.value} (target ${result.target}; ${result.limit}; ${result.ratio})\n`,
    );
  }
}
if (wanted.length === 0) writeFileSync(new URL("./results.md", import.meta.url), report(results));

function report(list) {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const [cpu] = cpus();
  return [
    "# Benchmark results",
    "",
    `${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpu?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}.`,
    "The machine is shared: compare ratios within this run, not times with another.",
    "",
    "| what | measured | limit in the same run | ratio | target | met |",
    "| --- | --- | --- | --- | --- | --- |",
    ...list.map(
      (r) =>
        `| ${r.what} | ${r.value} | ${r.limit} | ${r.ratio} | ${r.target} | ${r.ok ? "yes" : "**no**"} |`,
    ),
    "",
  ].join("\n");
}
