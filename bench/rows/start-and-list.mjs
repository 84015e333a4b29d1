// Start without an index, and start with one: first page, complete list, memory, blocked event loop, money.
import { corpus, limit } from "../lib/corpus.mjs";
import { ccusageReport, claudeRunFirstList, peers } from "../lib/peers.mjs";
import { allSessions, discard, freshState, getJson, startServer, untilComplete } from "../lib/server.mjs";
import { mb, median, medianOf, ms } from "../lib/stats.mjs";

const ROUNDS = 3;

export async function measure() {
  const { home, manifest } = await corpus("M");
  await limit("readreuse", home);
  const cold = {
    first: [],
    complete: [],
    warm: [],
    idle: [],
    peak: [],
    delay: [],
    parse: [],
    ccusage: [],
    claudeRun: [],
  };
  const beside = await peers();
  let usd = 0;
  for (let round = 0; round < ROUNDS; round++) {
    cold.parse.push((await limit("parsebuf", home, 2)).ms);
    if (beside) {
      cold.ccusage.push(await ccusageReport(home));
      cold.claudeRun.push(await claudeRunFirstList(home));
    }
    const stateDir = freshState();
    const server = await startServer(home, stateDir);
    await getJson(`${server.url}/api/sessions?limit=50`);
    cold.first.push(performance.now() - server.startedAt);
    await untilComplete(server);
    cold.complete.push(performance.now() - server.startedAt);
    usd = (await allSessions(server)).reduce((sum, { cost }) => sum + (cost?.usd ?? 0), 0);
    cold.peak.push(server.peak());
    cold.delay.push((await server.stop()).maxDelayMs ?? Number.NaN);
    await restart(home, stateDir, cold);
    discard(stateDir);
  }
  const walk = await medianOf(ROUNDS, async () => (await limit("walkstat", home)).ms);
  const expected = manifest.cost.dedupeLast;
  return [
    row(
      "start → first page, no index (M)",
      ms(median(cold.first)),
      "–",
      "–",
      "≤ 500 ms",
      median(cold.first) <= 500,
    ),
    ratio(
      "start → complete list with cost, no index (M)",
      cold.complete,
      "parse every line, two workers",
      median(cold.parse),
      1.5,
    ),
    ...(beside ? besides(cold) : []),
    row(
      "longest block of the event loop meanwhile",
      ms(Math.max(...cold.delay)),
      "–",
      "–",
      "≤ 50 ms",
      Math.max(...cold.delay) <= 50,
    ),
    row(
      "restart → complete list (M)",
      ms(median(cold.warm)),
      `walk + stat ${ms(walk)}`,
      times(median(cold.warm) / walk),
      "≤ 400 ms, ≤ 15 ×",
      median(cold.warm) <= 400 || median(cold.warm) <= 15 * walk,
    ),
    row(
      "resident memory, idle, M indexed",
      mb(median(cold.idle)),
      "–",
      "–",
      "≤ 110 MB",
      median(cold.idle) <= 110e6,
    ),
    row(
      "peak memory during the first reading (M)",
      mb(median(cold.peak)),
      "–",
      "–",
      "≤ 250 MB",
      median(cold.peak) <= 250e6,
    ),
    row(
      "total cost of M",
      `$${usd.toFixed(9)}`,
      `manifest $${expected.toFixed(9)}`,
      Math.abs(usd - expected).toExponential(1),
      "≤ 1e-9 × the total",
      Math.abs(usd - expected) <= 1e-9 * expected,
    ),
  ];
}

function besides({ first, complete, claudeRun, ccusage }) {
  return [
    ratio("start → first page, beside claude-run", first, "claude-run", median(claudeRun), 0.5),
    ratio(
      "start → complete list with cost, beside ccusage",
      complete,
      "ccusage, native",
      median(ccusage),
      1.2,
    ),
  ];
}

async function restart(home, stateDir, cold) {
  const server = await startServer(home, stateDir);
  const page = await untilComplete(server);
  if (page.total === 0) throw new Error("the list is empty after a restart");
  cold.warm.push(performance.now() - server.startedAt);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  cold.idle.push(server.rss());
  await server.stop();
}

const times = (value) => `${value.toFixed(2)} ×`;
const row = (what, value, limitText, ratioText, target, ok) => ({
  what,
  value,
  limit: limitText,
  ratio: ratioText,
  target,
  ok,
});
function ratio(what, values, name, limitMs, allowed) {
  const value = median(values);
  return row(
    what,
    ms(value),
    `${name} ${ms(limitMs)}`,
    times(value / limitMs),
    `≤ ${allowed} ×`,
    value <= allowed * limitMs,
  );
}
