import { join } from "node:path";
import type { Config } from "../config/load-config.ts";

/** The configuration that shows the demo's home and keeps its state there; host, port and logging stay. */
export function demoConfig(config: Config, home: string): Config {
  const { file: _file, pricing: _pricing, auth, ...rest } = config;
  const { publicUrl: _publicUrl, ...alone } = config.serve;
  // Whoever has people sign in may listen everywhere; the demo, where nobody does, may not.
  const serve = auth === undefined ? config.serve : { ...alone, host: "127.0.0.1", trustedProxies: [] };
  return {
    ...rest,
    serve: { ...serve, stateDir: join(home, "vibedeck-state") },
    backends: [{ id: "claude-code", onFailure: "abort", options: { dirs: [join(home, ".claude")] } }],
  };
}
