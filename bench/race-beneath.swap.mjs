// Exchanges two names in an endless loop, as a tenant would who tries to slip a link in between a look and an open.
// Usage: node race-beneath.swap.mjs NAME NAME. Prints one line when the loop runs; ends with its parent.

import { spawn } from "node:child_process";
import { renameSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [one, two] = process.argv.slice(2);
const exchange = fileURLToPath(new URL("race-beneath.swap.py", import.meta.url));

process.stdin.resume().on("close", () => process.exit(0));

const child = spawn("python3", [exchange, one, two], { stdio: ["ignore", "inherit", "ignore"] });
process.on("exit", () => child.kill());
process.on("SIGTERM", () => process.exit(0));
child.on("error", swapByThreeRenames);
child.on("exit", (code) => {
  if (code === 3 || code === 127 || code === 1) swapByThreeRenames();
});

// Without python3 or renameat2: not atomic, so that the name is sometimes missing, but as hostile.
function swapByThreeRenames() {
  process.stdout.write("renaming\n");
  const step = () => {
    for (let count = 0; count < 1000; count++) {
      renameSync(one, `${one}.tmp`);
      renameSync(two, one);
      renameSync(`${one}.tmp`, two);
    }
    setImmediate(step);
  };
  step();
}
