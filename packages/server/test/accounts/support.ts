import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Identity, type Logger, silentLogger } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import type { Accounts, AuthSession } from "../../src/accounts/accounts.ts";
import { openAccounts } from "../../src/accounts/open-accounts.ts";

/** A state directory that is gone when the test is over. */
export function stateDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "vibedeck-accounts-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Accounts that are closed when the test is over. */
export function accountsIn(folder: string, logger: Logger = silentLogger): Accounts {
  const accounts = openAccounts(folder, logger);
  onTestFinished(() => accounts.close());
  return accounts;
}

export const ISSUER = "https://sign-in.example";

/** Who a provider says somebody is. */
export function identity(id: string, over: Partial<Identity> = {}): Identity {
  return { issuer: ISSUER, subject: `subject of ${id}`, id, ...over };
}

/** A sign-in that was made and used at a time. */
export function signIn(user: string, at: number, over: Partial<AuthSession> = {}): AuthSession {
  return { user, identity: identity(user), fingerprint: "print", createdAt: at, seenAt: at, ...over };
}

const BUILT = new URL("../../dist/accounts/open-accounts.js", import.meta.url);

/**
 * Runs a script in a process of its own, which has `accounts` and `identity(id)`, and resolves with what it wrote.
 * @param begin is told when the script has written its first line.
 */
export async function elsewhere(
  folder: string,
  script: string,
  begin: (child: ChildProcess) => void = () => {},
): Promise<string> {
  if (!existsSync(BUILT)) throw new Error("The built server is missing: run `npm run build` before.");
  const source = `import { openAccounts } from ${JSON.stringify(BUILT.href)};
    const nothing = () => {};
    const logger = { debug: nothing, info: nothing, warn: nothing, error: (f) => console.error(f) };
    const accounts = openAccounts(${JSON.stringify(folder)}, logger);
    const identity = (id) => ({ issuer: ${JSON.stringify(ISSUER)}, subject: "subject of " + id, id });
    ${script}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text: Buffer) => {
    if (out === "") begin(child);
    out += String(text);
  });
  child.stderr.on("data", (text: Buffer) => {
    err += String(text);
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`the other process ended with ${code}: ${err}`);
  return out;
}
