// A process of its own that holds many streams, so that reading does not slow the server's measurement.
import { openStream } from "./sse.mjs";

const [url, count] = process.argv.slice(2);
const took = [];
let received = 0;

function onEvent(type, data) {
  if (type !== "messages") return;
  const now = Date.now();
  for (const [, at] of data.matchAll(/"id":"t\d+@(\d+)(?:@\d+)?"/g)) {
    received++;
    if (received % 7 === 0) took.push(now - Number(at));
  }
}

for (let opened = 0; opened < Number(count); opened += 50) {
  await Promise.all(Array.from({ length: 50 }, () => openStream(url, onEvent)));
}
process.send({ type: "connected" });
process.on("message", async ({ sent }) => {
  const limit = Date.now() + 15_000;
  while (received < sent * Number(count) && Date.now() < limit)
    await new Promise((resolve) => setTimeout(resolve, 50));
  process.send({ type: "done", received, took });
});
