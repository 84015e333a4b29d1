import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { must } from "./ask.ts";
import type { EngineAddress } from "./engine.ts";

/** A sandbox as the product makes them, in the test's own words. */
export interface TestSandbox {
  readonly id: string;
  readonly name: string;
  /** Absolute path on this machine of what is `/root` inside. */
  readonly home: string;
}

/** What may be different. */
export interface SandboxOptions {
  readonly runtime?: string;
  readonly memoryBytes?: number;
  /** Arguments of the entrypoint. */
  readonly cmd?: readonly string[];
}

/** Creates and starts a sandbox that ends with the test. */
export async function startSandbox(
  engine: EngineAddress,
  image: string,
  options: SandboxOptions = {},
): Promise<TestSandbox> {
  const sandbox = await createSandbox(engine, image, options);
  onTestFinished(() => removeSandbox(engine, sandbox));
  return sandbox;
}

/** Removes a sandbox and its home. */
export async function removeSandbox(engine: EngineAddress, { id, home }: TestSandbox): Promise<void> {
  // The engine may be gone, which is what some tests are about.
  await must(engine, "DELETE", `/containers/${id}?force=1&v=1`).catch(() => {});
  rmSync(home, { recursive: true, force: true });
}

/** Creates and starts a sandbox; whoever does that removes it. */
export async function createSandbox(
  engine: EngineAddress,
  image: string,
  options: SandboxOptions = {},
): Promise<TestSandbox> {
  const home = mkdtempSync(join(tmpdir(), "vibedeck-inner-"));
  const name = `test-${randomUUID()}`;
  const memory = options.memoryBytes ?? 1024 ** 3;
  const { json } = await must(engine, "POST", `/containers/create?name=${name}`, {
    Image: image,
    Hostname: "sandbox",
    Cmd: options.cmd ?? [],
    HostConfig: {
      Runtime: options.runtime ?? "runsc",
      NetworkMode: "none",
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      ReadonlyRootfs: true,
      Tmpfs: { "/tmp": "rw,nosuid,nodev,exec", "/run": "rw,nosuid,nodev,noexec,size=16m" },
      Memory: memory,
      MemorySwap: memory,
      NanoCpus: 1e9,
      PidsLimit: 4096,
      IpcMode: "private",
      Init: true,
      Mounts: [{ Type: "bind", Source: home, Target: "/root" }],
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "1" } },
    },
  });
  await must(engine, "POST", `/containers/${json.Id}/start`);
  return { id: json.Id, name, home };
}
