import { spawnSync } from "node:child_process";
import { request } from "node:http";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Socket of who starts the engine that all tests share: test/engine of the isolation backend. */
    engineBroker: string;
  }
}

const required = process.env["VIBEDECK_REQUIRE_DOCKER"] === "1";
const missing = ["dockerd", "containerd", "runsc"].filter(
  (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0,
);

/** Why tests with sandboxes cannot run here; `undefined` when they can. */
export const noSandboxes: string | undefined =
  process.getuid?.() !== 0
    ? "a Docker engine can be started by root only"
    : missing.length > 0
      ? `not installed: ${missing.join(", ")}`
      : undefined;
if (noSandboxes !== undefined && required) throw new Error(`Tests with sandboxes must run: ${noSandboxes}.`);

/** The engine that all tests of a run share, and the images in it. */
export interface SharedEngine {
  /** For `docker_host`. */
  readonly host: string;
  readonly socket: string;
}

/** Starts it with the first call of a run. */
export async function sharedEngine(): Promise<SharedEngine> {
  // The text is our own broker's.
  return JSON.parse(await broker("/engine")) as SharedEngine;
}

/** An image with a shell script as the agent. @returns its name. */
export function tinyImage(): Promise<string> {
  return broker("/tiny");
}

/** An image with the real Claude Code, and a stand-in of its API that runs inside. @returns its name. */
export function claudeImage(): Promise<string> {
  return broker("/claude");
}

function broker(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: inject("engineBroker"), path }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("end", () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
      response.once("error", reject);
    });
    sent.once("error", reject);
    sent.end();
  });
}
