import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, must } from "./ask.ts";
import type { EngineAddress } from "./engine.ts";

const SANDBOX = fileURLToPath(new URL("../../sandbox", import.meta.url));
const AGENT = fileURLToPath(new URL("./tiny-agent", import.meta.url));
const TINY = "vibedeck-test:tiny";

/**
 * The smallest image that is a sandbox: a shell, the programs of `sandbox/`, and an agent that is a shell script
 * (`tiny-agent`) and needs no network. Imports it once into an engine.
 *
 * @returns the image's name.
 */
export async function tinyImage(engine: EngineAddress): Promise<string> {
  if (await hasImage(engine, TINY)) return TINY;
  const root = mkdtempSync(join(tmpdir(), "vibedeck-tiny-"));
  try {
    layOut(root);
    await importImage(engine, TINY, root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return TINY;
}

/** Whether an engine has an image. */
export async function hasImage(engine: EngineAddress, name: string): Promise<boolean> {
  return (await ask(engine, "GET", `/images/${name}/json`)).status === 200;
}

/** Makes an image of a folder, with what a sandbox image says about itself. */
export async function importImage(
  engine: EngineAddress,
  name: string,
  root: string,
  more: readonly string[] = [],
): Promise<void> {
  const changes = [
    ...more,
    'ENTRYPOINT ["/opt/vibedeck/entrypoint"]',
    "LABEL vibedeck.sandbox=1 vibedeck.claude-code.version=2.1.330",
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DISABLE_AUTOUPDATER=1",
  ].map((change) => `&changes=${encodeURIComponent(change)}`);
  const tar = spawn("tar", ["--numeric-owner", "--owner=0", "--group=0", "-C", root, "-c", "."], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [repo, tag] = name.split(":");
  const path = `/images/create?fromSrc=-&repo=${repo}&tag=${tag}${changes.join("")}`;
  const { text } = await must(engine, "POST", path, tar.stdout);
  if (text.includes('"error"')) throw new Error(`${name} was not imported: ${text}`);
}

/** Puts the programs of a sandbox into the folder that an image is made of. */
export function addPrograms(root: string): void {
  const place = join(root, "opt/vibedeck");
  mkdirSync(place, { recursive: true });
  cpSync(SANDBOX, place, { recursive: true, filter: (path) => !path.endsWith("Dockerfile") });
}

/** Puts what every sandbox has into the folder that an image is made of. */
export function layOut(root: string): void {
  for (const folder of ["usr/bin", "usr/local/bin", "root", "tmp", "run", "proc", "dev", "etc"])
    mkdirSync(join(root, folder), { recursive: true });
  for (const folder of ["bin", "sbin"]) symlinkSync("usr/bin", join(root, folder));
  const busybox = join(root, "usr/bin/busybox");
  copyFileSync("/usr/bin/busybox", busybox);
  const names = execFileSync(busybox, ["--list"], { encoding: "utf8" }).split("\n");
  for (const name of names)
    if (name !== "" && name !== "busybox" && name !== "setsid")
      symlinkSync("busybox", join(root, "usr/bin", name));
  // Busybox's own cannot wait.
  copyWithLibraries(root, execFileSync("which", ["setsid"], { encoding: "utf8" }).trim(), "usr/bin/setsid");
  addPrograms(root);
  copyFileSync(AGENT, join(root, "usr/local/bin/claude"));
  chmodSync(join(root, "usr/local/bin/claude"), 0o755);
}

/** Copies a program and what it is linked with. */
export function copyWithLibraries(root: string, program: string, to: string): void {
  copyFileSync(program, join(root, to));
  for (const [library] of execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/\/\S+/g)) {
    if (!existsSync(library) || existsSync(join(root, library))) continue;
    mkdirSync(dirname(join(root, library)), { recursive: true });
    copyFileSync(library, join(root, library));
  }
}
