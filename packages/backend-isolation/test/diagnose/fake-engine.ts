import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { EngineFacts, EngineProbe, ImageFacts, NetworkFacts } from "../../src/diagnose/engine-facts.ts";
import type { TrialRuntime } from "../../src/diagnose/trial.ts";
import { CLAUDE_LABEL, IMAGE_LABEL } from "../../src/image.ts";
import type { Job, RunResult, Tenant } from "../../src/sandbox-runtime.ts";

const GB = 2 ** 30;

/** An engine of which nothing is to be said. */
export const FACTS: EngineFacts = {
  version: "28.2.2",
  apiVersion: "1.50",
  architecture: "x86_64",
  runtimes: new Map([
    ["runc", { path: "runc", args: [] }],
    ["runsc", { path: "/usr/bin/no-such-runsc", args: ["--network=none"] }],
  ]),
  runcVersion: "1.3.3",
  securityOptions: ["name=seccomp,profile=builtin"],
  memoryBytes: 64 * GB,
  liveRestore: true,
};

export const IMAGE: ImageFacts = {
  id: `sha256:${"ab".repeat(32)}`,
  architecture: "amd64",
  labels: new Map([
    [IMAGE_LABEL, "1"],
    [CLAUDE_LABEL, "2.1.330"],
  ]),
};

/** What such an engine answers. */
export function fakeProbe(
  answers: { readonly facts?: EngineFacts | Error; readonly image?: ImageFacts | "none" } & {
    readonly network?: NetworkFacts;
  } = {},
): EngineProbe {
  return {
    facts: async () => {
      if (answers.facts instanceof Error) throw answers.facts;
      return answers.facts ?? FACTS;
    },
    image: async () => (answers.image === "none" ? undefined : (answers.image ?? IMAGE)),
    network: async () => answers.network,
  };
}

/** What the inside of a good sandbox looks like. */
export const LOOKS = [
  "release=4.4.0",
  "boot=[   0.000000] Starting gVisor...",
  "CapPrm=0000000000000000",
  "CapEff=0000000000000000",
  "CapBnd=0000000000000000",
  "end=yes",
  "",
].join("\n");

/** What may be different in a sandbox. */
export interface FakeInside {
  readonly looks?: string;
  readonly version?: string;
  readonly code?: number;
  /** What is written inside does not appear outside. */
  readonly hidden?: boolean;
  readonly ensure?: (tenant: Tenant, signal: AbortSignal) => Promise<void>;
  readonly remove?: () => Promise<void>;
}

/** A runtime whose sandboxes are not there, and what was done with them. */
export interface FakeRuntime extends TrialRuntime {
  readonly done: string[];
  readonly alive: Map<string, Tenant>;
}

export function fakeRuntime(inside: FakeInside = {}): FakeRuntime {
  const done: string[] = [];
  const alive = new Map<string, Tenant>();
  return {
    done,
    alive,
    list: async () =>
      [...alive.keys()].map((owner) => ({ owner, name: `sandbox-${owner}`, state: "running" })),
    ensure: async (tenant, { signal }) => {
      alive.set(tenant.owner, tenant);
      await inside.ensure?.(tenant, signal);
      return { owner: tenant.owner, id: "0123" };
    },
    exec: async (_sandbox, { argv, env, cwd }) => {
      done.push(`exec ${argv.join(" ")} in ${cwd} as ${env["HOME"]}`);
      return endedJob(inside.version ?? "2.1.330 (Claude Code)\n", inside.code ?? 0);
    },
    run: async ({ owner }, argv) => {
      const script = argv.at(-1) ?? "";
      const file = /^echo here >\/root\/(\S+)$/.exec(script)?.[1];
      if (file === undefined) return result(inside.looks ?? LOOKS);
      const home = alive.get(owner)?.home;
      if (home !== undefined && inside.hidden !== true) writeFileSync(join(home, file), "here\n");
      return result("");
    },
    remove: async (owner) => {
      await inside.remove?.();
      done.push(`remove ${owner}`);
      return alive.delete(owner);
    },
  };
}

function endedJob(text: string, code: number): Job {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  stderr.end();
  stdout.end(text);
  const ended = new Promise<{ code: number; cause: "exit" }>((resolve) => {
    stdout.once("end", () => resolve({ code, cause: "exit" }));
  });
  return { stdin: new PassThrough(), stdout, stderr, ended, detach: () => {} };
}

function result(text: string): RunResult {
  return { code: 0, stdout: Buffer.from(text), stderr: "" };
}
