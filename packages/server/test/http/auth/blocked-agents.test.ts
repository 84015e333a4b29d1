import type { DriveState } from "@vibedeck/core";
import { expect, test } from "vitest";
import { driveState } from "../../../src/http/schemas/drive.ts";
import { ADMIN } from "../support/signed-in.ts";
import { type Tenants, tenants } from "../support/tenants.ts";

/** Follows how a session of Alice's is driven, whoever is signed in, until it is as asked. */
async function until({ deck, places }: Tenants, is: (drive: DriveState) => boolean): Promise<DriveState> {
  const view = deck.engine.view({ principal: { kind: "user", id: "alice" } });
  const stream = view.stream({ session: places.driven });
  try {
    for (;;) {
      for (const { type, data } of stream.take(1 << 20)) {
        const drive = type === "drive" ? driveState.parse(JSON.parse(data).drive) : undefined;
        if (drive !== undefined && is(drive)) return drive;
      }
      await new Promise<void>((resolve) => stream.onReady(resolve));
    }
  } finally {
    stream.close();
  }
}

const stopped = ({ state }: DriveState): boolean => state !== "running" && state !== "stopping";

test.each(["by an admin", "by another process"])(
  "what a user's agents do stops when the user is blocked %s, and what waited is held (56)",
  async (how) => {
    const all = await tenants();
    const admin = await all.signIn(ADMIN);
    await until(all, ({ state }) => state === "running");

    if (how === "by an admin") {
      const json = { "content-type": "application/json" };
      const answer = await admin.send("POST", "/api/users/alice/block", json, '{"blocked":true}');
      expect(answer.status).toBe(200);
    } else all.elsewhere.users.setBlocked("alice", true);
    const drive = await until(all, stopped);

    const waiting = [all.places.send, all.places.otherSend];
    const states = drive.sends.filter(({ id }) => waiting.includes(id)).map(({ state }) => state);
    expect(states).toEqual(["held", "held"]);
    expect(drive.approvals.filter(({ state }) => state === "pending")).toEqual([]);
  },
);

test("what a user's agents do goes on when only the sign-ins are ended", async () => {
  const all = await tenants();
  const admin = await all.signIn(ADMIN);
  const json = { "content-type": "application/json" };

  const answer = await admin.send("POST", "/api/users/alice/revoke", json, "{}");

  expect(answer.status).toBe(200);
  expect(await until(all, () => true)).toMatchObject({ state: "running" });
});
