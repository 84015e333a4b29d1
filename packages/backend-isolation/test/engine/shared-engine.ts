import { request } from "node:http";
import { inject } from "vitest";
import type { EngineAddress } from "./engine.ts";
// The key of what is injected is declared there.
import type {} from "./global-setup.ts";

/** The engine that all tests of a run share. Nobody stops, kills or freezes it: {@link startEngine} is for that. */
export interface SharedEngine extends EngineAddress {
  readonly dir: string;
  readonly pid: number;
}

/** Starts the shared engine with the first call of a run. Its project needs `global-setup.ts` as a global setup. */
export async function sharedEngine(): Promise<SharedEngine> {
  // The text is our own broker's.
  return JSON.parse(await broker("/engine")) as SharedEngine;
}

/** The image of `tinyImage` in the shared engine. @returns its name. */
export function sharedTinyImage(): Promise<string> {
  return broker("/tiny");
}

/** The image of `claudeImage` in the shared engine. @returns its name. */
export function sharedClaudeImage(): Promise<string> {
  return broker("/claude");
}

async function broker(path: string): Promise<string> {
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
