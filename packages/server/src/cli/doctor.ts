import { silentLogger } from "@vibedeck/core";
import { type Config, type Flags, loadConfig } from "../config/load-config.ts";
import { loadBackends } from "../plugins/load-backends.ts";
import { agentFindings } from "./findings/agents.ts";
import { authFindings } from "./findings/auth.ts";
import { backendFindings } from "./findings/backends.ts";
import { configFindings } from "./findings/config.ts";
import { diagnoses, needsOfUsers } from "./findings/diagnoses.ts";
import type { Finding } from "./findings/finding.ts";
import { nodeFinding } from "./findings/node.ts";
import { portFinding } from "./findings/port.ts";
import { rootFindings } from "./findings/roots.ts";
import { stateFinding } from "./findings/state.ts";
import { watchFindings } from "./findings/watches.ts";
import { hiddenRoots } from "./hidden-roots.ts";
import { plainText, type Terminal } from "./terminal.ts";

/** `vibedeck doctor`: looks at everything that `serve` needs. Returns 1 when something keeps it from working. */
export async function doctor(flags: Flags, terminal: Terminal): Promise<number> {
  let failed = false;
  const say = (findings: readonly Finding[]): void => {
    failed ||= findings.some(({ state }) => state === "failure");
    for (const finding of findings) terminal.stdout.write(plainText(findingText(finding)));
  };
  say([nodeFinding(terminal)]);
  const config = loadConfig(flags, terminal);
  say(configFindings(config, terminal));
  say(await authFindings(config));
  say(await lookAtBackends(config));
  say([stateFinding(config.serve.stateDir), await portFinding(config.serve)]);
  return failed ? 1 : 0;
}

async function lookAtBackends(config: Config): Promise<readonly Finding[]> {
  const continuing = config.backends.map((backend) => ({ ...backend, onFailure: "continue" as const }));
  const backends = await loadBackends(
    { ...config, backends: continuing },
    // One that diagnoses itself says more than that it does not work, and says it below.
    { logger: silentLogger, checks: ({ diagnose }) => diagnose === undefined },
  );
  try {
    const roots = await rootFindings(backends.mounted);
    return [
      ...backendFindings(backends.registry.statuses()),
      ...(config.serve.readOnly ? [] : await agentFindings(backends.mounted)),
      ...roots.findings,
      ...watchFindings(roots.directories),
      ...(await diagnoses(backends.mounted)),
      ...(config.auth === undefined
        ? needsOfUsers(backends.mounted)
        : (await hiddenRoots(backends.mounted)).map(warning)),
    ];
  } finally {
    await backends.dispose();
  }
}

function warning(text: string): Finding {
  return { state: "warning", text };
}

const MARKS = { ok: "ok  ", warning: "note", failure: "FAIL" } as const;

function findingText({ state, text, hint }: Finding): string {
  const lines = [...text.split("\n"), ...(hint === undefined ? [] : [hint])];
  return `${MARKS[state]}  ${lines.join("\n      ")}\n`;
}
