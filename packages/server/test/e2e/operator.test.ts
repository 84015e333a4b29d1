import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { SseClient } from "./sse-client.ts";
import { Home } from "./support/home.ts";
import { BIN, type ServerProcess, serve } from "./support/server-process.ts";

const CONFIG = `[serve]
public_url = "http://127.0.0.1:1"
trusted_proxies = ["127.0.0.1"]
state_dir = "state"
[auth]
use = "proxy"
user_header = "x-user"
allow_all = true
`;

/** Runs `vibedeck` beside the server, as its operator does. @returns what it printed. */
async function operate(home: Home, ...argv: string[]): Promise<string> {
  const env = { PATH: process.env["PATH"], HOME: home.base, XDG_CONFIG_HOME: home.base };
  return (await promisify(execFile)(process.execPath, [BIN, ...argv], { cwd: home.base, env })).stdout;
}

it("an operator sees who is here and keeps somebody out, while the server runs and after it (56)", async () => {
  const home = new Home();
  writeFileSync(join(home.base, "vibedeck.toml"), CONFIG, { mode: 0o600 });
  expect(await operate(home, "users")).toMatch(/^Nobody has signed in yet: there is no accounts\.db/);
  const server: ServerProcess = await serve(home);
  const status = async (user: string): Promise<number> =>
    (await server.ask("GET", "/api/me", undefined, { "x-user": user })).status;
  expect([await status("ann"), await status("ben@corp.example")]).toEqual([200, 200]);
  const [hers, his] = ["ann", "ben@corp.example"].map(
    (user) => new SseClient(server.port, { headers: { "x-user": user, "sec-fetch-site": "same-origin" } }),
  );
  await Promise.all([hers?.until(() => hers.status === 200), his?.until(() => his.status === 200)]);

  expect(await operate(home, "users", "revoke", "ann")).toContain("vibedeck users revoke ann --block");
  expect(await status("ann")).toBe(200);
  await operate(home, "users", "revoke", "ann", "--block");
  const blockedAt = performance.now();
  const refused = await status("ann");
  await hers?.event(({ type }) => type === "auth");

  expect(performance.now() - blockedAt).toBeLessThan(5_000);
  expect([refused, await status("ben@corp.example")]).toEqual([403, 200]);
  expect(his?.socket.closed).toBe(false);
  await server.kill("SIGTERM");
  expect(await operate(home, "users")).toMatch(
    /^ann +ann .* yes\nben-z40corp-z2eexample +ben@corp\.example .* -\n/m,
  );
  await operate(home, "users", "unblock", "ann");
  const acts = (await operate(home, "audit", "--json"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly act: string; readonly user?: string });
  expect(acts.map(({ act, user }) => [act, user])).toEqual([
    ["sign-in", "ann"],
    ["sign-in", "ben-z40corp-z2eexample"],
    ["revoke", "operator"],
    ["block", "operator"],
    ["refused", undefined],
    ["unblock", "operator"],
  ]);
  const again = await serve(home);
  expect((await again.ask("GET", "/api/me", undefined, { "x-user": "ann" })).status).toBe(200);
}, 60_000);
