import { join } from "node:path";
import { VibeDeckError } from "@vibedeck/core";
import type { Config } from "../config/load-config.ts";

/** The configuration that shows the demo's home and keeps its state there; host, port and logging stay. */
export function demoConfig(config: Config, home: string): Config {
  const { file: _file, pricing: _pricing, ...rest } = config;
  return {
    ...rest,
    serve: { ...config.serve, stateDir: join(home, "vibedeck-state") },
    backends: [{ id: "claude-code", onFailure: "abort", options: { dirs: [join(home, ".claude")] } }],
  };
}

/** Makes the demo's home, which is gone after the signal. */
export async function startDemoHome(signal: AbortSignal): Promise<string> {
  // Sources and builds have different endings; the demo is loaded only when it is asked for.
  const url = new URL(
    import.meta.url.endsWith(".ts") ? "../demo/index.ts" : "../demo/index.js",
    import.meta.url,
  );
  const demo: object = await import(url.href);
  const start: unknown = "startDemo" in demo ? demo.startDemo : undefined;
  const started: unknown = typeof start === "function" ? await start(signal) : undefined;
  if (
    typeof started === "object" &&
    started !== null &&
    "home" in started &&
    typeof started.home === "string"
  )
    return started.home;
  throw new VibeDeckError("INTERNAL", "The demo has no home to show.");
}
