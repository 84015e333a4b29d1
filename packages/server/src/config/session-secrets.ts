import type { AuthEntry, AuthValues } from "./auth-table.ts";
import { expandPath } from "./locate-config.ts";
import type { ConfigProblem } from "./problem.ts";
import { Secret } from "./secret.ts";
import { readSecretFile } from "./secret-file.ts";
import { MAKE_SECRET, weakness } from "./weak-secret.ts";

/** The secrets that sign sessions, and what is wrong with them. */
export interface SessionSecrets {
  /** The first signs. Absent when none is configured. */
  readonly secrets?: readonly Secret[];
  readonly problems: readonly ConfigProblem[];
}

interface Place {
  readonly folder: string;
  readonly home: string;
  readonly where: AuthEntry["where"];
}

const MAX_SECRETS = 16;

/** Reads `session_secret` or the lines of `session_secret_file`. No message repeats any of them. */
export function sessionSecrets(values: AuthValues, place: Place): SessionSecrets {
  const { session_secret: written, session_secret_file: file } = values;
  if (written !== undefined && file !== undefined) {
    const text = '"session_secret" and "session_secret_file" are both there: keep one of them.';
    return { problems: [{ where: place.where("session_secret_file"), text }] };
  }
  if (file !== undefined) return fromFile(file, place);
  if (written === undefined) return { problems: [] };
  const list = Array.isArray(written) ? written : [written];
  return checked(list, (index) => ({
    where: place.where("session_secret"),
    name: `"session_secret${Array.isArray(written) && list.length > 0 ? `.${index}` : ""}"`,
  }));
}

function fromFile(path: string, { folder, home, where }: Place): SessionSecrets {
  const at = where("session_secret_file");
  const found = readSecretFile(expandPath(path, folder, home));
  if ("problem" in found) {
    return { problems: [{ where: at, text: `"session_secret_file": ${path} ${found.problem}.` }] };
  }
  const lines = found.text.split("\n").map((line) => line.trim());
  return checked(lines, (index) => ({
    where: at,
    name: `"session_secret_file": line ${index + 1} of ${path}`,
  }));
}

function checked(
  list: readonly string[],
  nameOf: (index: number) => { readonly where: string; readonly name: string },
): SessionSecrets {
  if (list.length === 0 || list.length > MAX_SECRETS) {
    const { where, name } = nameOf(0);
    return { problems: [{ where, text: `${name}: there must be 1 to ${MAX_SECRETS} secrets. ${REMEDY}` }] };
  }
  const problems = list.flatMap((secret, index) => {
    const weak = weakness(secret);
    if (weak === undefined) return [];
    const { where, name } = nameOf(index);
    return [{ where, text: `${name} ${weak}. ${REMEDY}` }];
  });
  return problems.length > 0 ? { problems } : { secrets: list.map((secret) => new Secret(secret)), problems };
}

const REMEDY = `Make one with: ${MAKE_SECRET}. Or leave it out: then one is made and kept in the state directory.`;
