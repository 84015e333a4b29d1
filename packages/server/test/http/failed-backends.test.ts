import type { BackendStatus } from "@vibedeck/core/host";
import { expect, test } from "vitest";
import { backends } from "../../src/http/schemas/server.ts";
import { signIn, startServer } from "./support/server.ts";

const FAILED: BackendStatus = {
  id: "broken",
  name: "broken",
  title: "Broken",
  state: "failed",
  capabilities: {},
  error: {
    code: "PLUGIN_NOT_FOUND",
    message: "Cannot find the plugin in /srv/deck.",
    hint: "In /srv/deck, run: npm i",
  },
};

test("why a backend fails is told to the operator and to admins, to others only that it does (94)", async () => {
  const statuses = (): readonly BackendStatus[] => [FAILED];
  const shared = await startServer({ statuses, authenticate: signIn });
  const alone = await startServer({ statuses });
  const errorFor = async (server: typeof shared, user: string): Promise<unknown> => {
    const answer = await server.get("/api/backends", { "x-user": user });
    expect(answer.status).toBe(200);
    return backends.parse(answer.json()).backends[0]?.error;
  };

  expect(await errorFor(alone, "")).toEqual(FAILED.error);
  expect(await errorFor(shared, "admin")).toEqual(FAILED.error);
  const told = await errorFor(shared, "alice");
  expect(told).toMatchObject({ code: "PLUGIN_NOT_FOUND" });
  expect(JSON.stringify(told)).not.toContain("/srv");
});
