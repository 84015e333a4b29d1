// Appends transcript lines to a file for ever, in pieces that end anywhere. Made to be killed.
import { openSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const [file, first, pauseMs] = process.argv.slice(2);
const descriptor = openSync(file, "a");
let n = Number(first);
process.stdout.write("writing\n");

for (;;) {
  const lines = Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () => line(n++)).join("");
  const bytes = Buffer.from(lines);
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(Math.random() * bytes.length);
    writeSync(descriptor, bytes, at, Math.min(end, bytes.length) - at);
    at = end;
    await sleep(Math.random() * Number(pauseMs));
  }
}

function line(number) {
  // Now and then a line that is longer than any piece in which files are read.
  const length = Math.random() < 0.005 ? 400_000 : Math.floor(Math.random() ** 3 * 2_000);
  const entry = {
    type: "user",
    uuid: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    parentUuid: null,
    sessionId: "00000000-0000-4000-8000-000000000001",
    timestamp: new Date().toISOString(),
    cwd: "/somewhere/project",
    version: "2.0.0",
    message: { role: "user", content: `日本🎉 ${"x".repeat(length)}` },
  };
  return `${JSON.stringify(entry)}\n`;
}
