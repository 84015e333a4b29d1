import { join } from "node:path";
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
