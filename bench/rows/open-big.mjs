// Opening a session of 100 MB at its end and in its middle, indexed and never seen.
import { corpus } from "../lib/corpus.mjs";
import { discard, freshState, getJson, startServer, untilComplete } from "../lib/server.mjs";
import { kb, median, ms } from "../lib/stats.mjs";

const ROUNDS = 15;

export async function measure() {
  const { home } = await corpus("BIG");
  const stateDir = freshState();
  const server = await startServer(home, stateDir);
  const [{ key }] = (await getJson(`${server.url}/api/sessions?limit=1`)).sessions;
  const unseen = await timed(`${server.url}/api/sessions/${key}/messages?limit=100`);
  await untilComplete(server);
  const end = await repeat(() => timed(`${server.url}/api/sessions/${key}/messages?limit=100`));
  const { from, size } = JSON.parse(end.body);
  const generation = from.split(".")[0];
  let step = 0;
  const middle = await repeat(() =>
    timed(
      `${server.url}/api/sessions/${key}/messages?around=${generation}.${Math.floor(size / 2) + 40_000 * step++}&limit=100`,
    ),
  );
  await server.stop();
  discard(stateDir);
  return [
    row("open BIG at its end, indexed", end.took, 25),
    row("open BIG at its end, never seen", unseen.took, 120),
    {
      what: "bytes of that page",
      value: kb(end.body.length),
      limit: "–",
      ratio: "–",
      target: "≤ 300 kB",
      ok: end.body.length <= 300_000,
    },
    row("jump to the middle of BIG", middle.took, 50),
  ];
}

async function timed(url) {
  const begun = performance.now();
  const response = await fetch(url, { headers: { "accept-encoding": "identity" } });
  const body = await response.text();
  if (!response.ok) throw new Error(body);
  return { took: performance.now() - begun, body };
}

async function repeat(measureOnce) {
  const runs = [];
  for (let i = 0; i < ROUNDS; i++) runs.push(await measureOnce());
  return { took: median(runs.map(({ took }) => took)), body: runs[0].body };
}

const row = (what, took, allowed) => ({
  what,
  value: ms(took),
  limit: "–",
  ratio: "–",
  target: `≤ ${allowed} ms`,
  ok: took <= allowed,
});
