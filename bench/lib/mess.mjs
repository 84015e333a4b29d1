// Makes what is slow to look through: very many files and folders, files of gigabytes without anything in them, a line
// of 200 MB. Usage: mess.mjs DIRECTORY HOME FILES FOLDERS. Prints a line when all is made, and moves it into the home
// after a line of input.
import { appendFileSync, linkSync, mkdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [, , base, home, files, folders] = process.argv;
const [FILES, FOLDERS] = [Number(files), Number(folders)];
/** A file system allows only so many names for one file. */
const NAMES = 30_000;

const id = (no) => `77777777-2222-4333-8444-${String(no).padStart(12, "0")}`;
const message = { role: "user", content: "z".repeat(200) };
const entry = { type: "user", uuid: "mess", sessionId: "s", cwd: "/root", version: "2.1.200", message };
const line = `${JSON.stringify({ ...entry, timestamp: "2026-01-01T00:00:00.000Z" })}\n`;

const ready = join(base, "ready");
mkdirSync(join(ready, "-many"), { recursive: true });
for (let no = 0; no < FILES; no++) {
  const source = join(base, `one-${Math.floor(no / NAMES)}`);
  if (no % NAMES === 0) writeFileSync(source, line);
  linkSync(source, join(ready, "-many", `${id(no)}.jsonl`));
}
for (let no = 0; no < FOLDERS; no++) mkdirSync(join(ready, `-d${no}`));
mkdirSync(join(ready, "-big"));
for (let no = 0; no < 4; no++) {
  const sparse = join(ready, "-big", `${id(no)}.jsonl`);
  writeFileSync(sparse, line);
  truncateSync(sparse, 10 * 2 ** 30);
}
for (let part = 0; part < 50; part++)
  appendFileSync(join(ready, "-big", `${id(9)}.jsonl`), Buffer.alloc(4 * 2 ** 20, "x"));

process.stdout.write("ready\n");
process.stdin.once("data", () => {
  const projects = join(home, ".claude/projects");
  for (const name of ["-many", "-big"]) renameSync(join(ready, name), join(projects, name));
  for (let no = 0; no < FOLDERS; no++) renameSync(join(ready, `-d${no}`), join(projects, `-d${no}`));
});
