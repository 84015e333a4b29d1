import { expandPath } from "./locate-config.ts";
import type { ConfigProblem } from "./problem.ts";
import { Secret } from "./secret.ts";
import { readSecretFile } from "./secret-file.ts";
import { MAKE_SECRET, weakness } from "./weak-secret.ts";

/** The token that figures are read with, and what is wrong with it. */
export interface MetricsToken {
  readonly token?: Secret;
  readonly problems: readonly ConfigProblem[];
  /** Sentences that are worth a warning. */
  readonly warnings: readonly string[];
}

/** What is read of `[serve]`, and from where paths are seen. */
export interface MetricsPlace {
  readonly metrics: boolean;
  /** `metrics_token_file` as it is written. */
  readonly file: string | undefined;
  readonly folder: string;
  readonly home: string;
  readonly where: string;
}

/** Reads `metrics_token_file`: one line that a header can carry. No message repeats it. */
export function metricsToken({ metrics, file, folder, home, where }: MetricsPlace): MetricsToken {
  if (file === undefined) return { problems: [], warnings: [] };
  const problem = (text: string): MetricsToken => ({
    problems: [{ where, text: `"metrics_token_file"${text}` }],
    warnings: [],
  });
  if (!metrics) return { problems: [], warnings: [NOTHING_TO_READ] };
  const found = readSecretFile(expandPath(file, folder, home));
  if ("problem" in found) return problem(`: ${file} ${found.problem}.`);
  const weak = weakness(found.text);
  if (weak !== undefined) return problem(`: the token in ${file} ${weak}. Make one with: ${MAKE_SECRET}`);
  if (!/^[!-~]+$/.test(found.text)) {
    return problem(
      `: ${file} must hold one line of printable ASCII without spaces. Make one with: ${MAKE_SECRET}`,
    );
  }
  return { token: new Secret(found.text), problems: [], warnings: [] };
}

const NOTHING_TO_READ =
  '"metrics_token_file" is set, and "metrics" under [serve] is not on: there are no figures to read.';
