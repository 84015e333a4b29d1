// Tries out a directory where cases differ, and one that answers to names in either case. No file system of the second
// kind can be mounted everywhere, so one call of node:fs is made to behave as it would there.

// Tries out a directory where cases differ, and one that answers to names in either case. No file system of the second
// kind can be mounted everywhere, so one call of node:fs is made to behave as it would there.

import fs, { readdirSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [, , directory] = process.argv;
const { lstatSync } = fs;
const { probePlace } = await import("../../dist/homes/probe-place.js");

const plain = await probePlace(directory);
fs.lstatSync = (path, options) => {
  const wanted = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const there = readdirSync(directory).find((name) => name.toLowerCase() === wanted);
  return lstatSync(there === undefined ? path : `${directory}/${there}`, options);
};
syncBuiltinESMExports();
const folding = await probePlace(directory);
process.stdout.write(JSON.stringify({ plain, folding, left: readdirSync(directory) }));
