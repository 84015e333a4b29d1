import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { tempSurroundings } from "../config/surroundings.ts";
import { backendSource } from "../plugins/project.ts";

const bin = fileURLToPath(new URL("../../bin/vibedeck.js", import.meta.url));
const built = existsSync(new URL("../../dist/cli/main.js", import.meta.url));

/** The command as a process of its own, in an empty home. */
function start(argv: readonly string[], files: Record<string, string> = {}) {
  const { cwd, home } = tempSurroundings(files);
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: home },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

describe.skipIf(!built)("the process (built only)", () => {
  it("ends without a word when nobody reads its output (242)", async () => {
    const child = start(["config"]);
    child.stdout.destroy();
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });

    const [code] = await once(child, "close");

    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("goes on serving when its output is closed, and stops at a signal (242)", async () => {
    const child = start(["serve", "--port", "0", "--log-level", "debug"], {
      "vibedeck.toml": '[serve]\nbackend = "plain"\n[plain]\nuse = "./plain.js"',
      "plain.js": `export default ${backendSource()};`,
    });
    child.stdout.destroy();
    let url: string | undefined;
    for await (const line of createInterface({ input: child.stderr })) {
      const record = JSON.parse(line) as { msg: string; url?: string };
      if (record.msg === "Listening") url = record.url;
      if (url !== undefined) break;
    }
    child.stderr.resume();

    expect((await fetch(new URL("healthz", url))).status).toBe(200);
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  });

  it("exits with 1 when something is wrong", async () => {
    const child = start(["serve", "--config", "none.toml"]);

    const [code] = await once(child, "close");

    expect(code).toBe(1);
  });
});
