import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HostileHome } from "./hostile-home.ts";
import { outcome } from "./refused.ts";

const SWAPPER = fileURLToPath(new URL("../../../../bench/race-beneath.swap.mjs", import.meta.url));

/** Swaps two names until it is disposed of. */
async function swapping(one: string, two: string): Promise<AsyncDisposable> {
  const child = spawn(process.execPath, [SWAPPER, one, two], { stdio: ["pipe", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return {
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await ended;
    },
  };
}

describe.skipIf(process.platform !== "linux")("while another process swaps names for links", () => {
  let home: HostileHome;

  beforeEach(() => {
    home = new HostileHome();
    mkdirSync(`${home.outside}/deep`);
    writeFileSync(`${home.outside}/deep/good.jsonl`, '{"secret":"bob"}\n');
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it.each([
    { what: "a directory on the way (103)", name: "dir/deep", target: "deep" },
    { what: "the first directory (103)", name: "dir", target: "" },
    { what: "the file (104)", name: "dir/deep/good.jsonl", target: "deep/good.jsonl" },
  ])("not one byte of another's file comes out: $what", async ({ name, target }) => {
    const seen = new Map<string, number>();
    symlinkSync(`${home.outside}/${target}`, home.at(`${name}.link`));
    await using _swapper = await swapping(home.at(name), home.at(`${name}.link`));

    for (let count = 0; count < 5_000; count++) {
      const result = outcome({ path: home.path, trusted: false }, "dir/deep/good.jsonl");
      seen.set(result, (seen.get(result) ?? 0) + 1);
    }

    const read = [...seen.keys()].filter((result) => result.startsWith("read:"));
    expect(read).toEqual(['read: {"good":2}\n']);
    expect(seen.size).toBeGreaterThan(1);
  });
});
