// 10,000 sessions, 5 GB: first page, complete list, restart, memory.
import { corpus } from "../lib/corpus.mjs";
import { discard, freshState, getJson, startServer, untilComplete } from "../lib/server.mjs";
import { mb, ms } from "../lib/stats.mjs";

export async function measure() {
  const { home } = await corpus("XL");
  const stateDir = freshState();
  const cold = await startServer(home, stateDir);
  await getJson(`${cold.url}/api/sessions?limit=50`);
  const first = performance.now() - cold.startedAt;
  await untilComplete(cold);
  const complete = performance.now() - cold.startedAt;
  const peak = cold.peak();
  const { maxDelayMs } = await cold.stop();
  const warm = await startServer(home, stateDir);
  await untilComplete(warm);
  const restart = performance.now() - warm.startedAt;
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const idle = warm.rss();
  await warm.stop();
  discard(stateDir);
  const figure = (what, value) => ({ what, value, limit: "–", ratio: "–", target: "figure", ok: true });
  return [
    figure("10,000 sessions, 5 GB: start → first page", ms(first)),
    figure("10,000 sessions: start → complete list", ms(complete)),
    figure("10,000 sessions: longest block of the event loop", ms(maxDelayMs ?? Number.NaN)),
    {
      what: "10,000 sessions: restart → complete list",
      value: ms(restart),
      limit: "–",
      ratio: "–",
      target: "≤ 1,200 ms",
      ok: restart <= 1_200,
    },
    figure("10,000 sessions: peak and idle memory", `${mb(peak)} / ${mb(idle)}`),
  ];
}
