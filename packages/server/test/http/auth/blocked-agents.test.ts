import { type DriveState, type Logger, silentLogger, VibeDeckError } from "@vibedeck/core";
import { expect, test, vi } from "vitest";
import type { Accounts, AuditAct, User } from "../../../src/accounts/accounts.ts";
import { BlockedAgents } from "../../../src/auth/blocked-agents.ts";
import { driveState } from "../../../src/http/schemas/drive.ts";
import { PlaceBoard } from "../../../src/places/place-board.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { fakePlaces, placeKeeper } from "../support/place-keeper.ts";
import { ADMIN, signedInDeck } from "../support/signed-in.ts";
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

/** Waits until an act is in the audit log. */
async function written({ elsewhere }: Tenants, act: AuditAct): Promise<void> {
  await vi.waitFor(() => expect(elsewhere.audit.read({ act })).not.toEqual([]), 5_000);
}

const stopped = ({ state }: DriveState): boolean => state !== "running" && state !== "stopping";

test.each(["by an admin", "by another process"])(
  "what a user's agents do stops when the user is blocked %s, and what waited is held (56)",
  async (how) => {
    const all = await tenants();
    all.boxes.onStop = async () => true;
    const admin = await all.signIn(ADMIN);
    await until(all, ({ state }) => state === "running");

    if (how === "by an admin") {
      const json = { "content-type": "application/json" };
      const answer = await admin.send("POST", "/api/users/alice/block", json, '{"blocked":true}');
      expect(answer.status).toBe(200);
    } else all.elsewhere.users.setBlocked("alice", true);
    const drive = await until(all, stopped);
    await written(all, "sandbox-stop");

    const waiting = [all.places.send, all.places.otherSend];
    const states = drive.sends.filter(({ id }) => waiting.includes(id)).map(({ state }) => state);
    expect(states).toEqual(["held", "held"]);
    expect(drive.approvals.filter(({ state }) => state === "pending")).toEqual([]);
    expect(all.boxes.stopped).toEqual(["alice"]);
    expect(all.elsewhere.audit.read({ act: "sandbox-stop" })).toEqual([
      { at: expect.any(Number), act: "sandbox-stop", target: "alice", detail: "Blocked; of scripted" },
    ]);
  },
);

test("what a user's agents do goes on when only the sign-ins are ended", async () => {
  const all = await tenants();
  const admin = await all.signIn(ADMIN);
  const json = { "content-type": "application/json" };

  const answer = await admin.send("POST", "/api/users/alice/revoke", json, "{}");

  expect(answer.status).toBe(200);
  expect(await until(all, () => true)).toMatchObject({ state: "running" });
  expect(all.boxes.stopped).toEqual([]);
});

test("the place of somebody who was blocked while no server ran is stopped at the start", async () => {
  const before = await signedInDeck();
  await before.signIn("alice");
  before.elsewhere.users.setBlocked("alice", true);
  await before.close();
  const boxes = fakePlaces();
  const asked = new Promise<string>((resolve) => {
    boxes.onStop = async (owner) => {
      resolve(owner);
      return false;
    };
  });

  const { elsewhere } = await signedInDeck({ stateDir: before.stateDir, backends: [placeKeeper(boxes)] });

  expect(await asked).toBe("alice");
  expect(elsewhere.audit.read({ act: "sandbox-stop" })).toEqual([]);
});

test("a place that could not be stopped is tried again, and that is said once", async () => {
  const boxes = fakePlaces();
  const errors: string[] = [];
  boxes.onStop = async () => {
    throw new VibeDeckError("UNAVAILABLE", "The engine is away.");
  };
  const logger: Logger = { ...silentLogger, error: (_fields, message) => void errors.push(message) };
  const users = [{ id: "alice", blocked: true }] as unknown as readonly User[];
  const acts: unknown[] = [];
  const accounts = {
    users: { list: () => users },
    audit: { append: (entry: object) => void acts.push(entry) },
  };
  const blocked = new BlockedAgents({
    engine: fakeEngine(),
    accounts: () => accounts as unknown as Accounts,
    places: new PlaceBoard([placeKeeper(boxes)], silentLogger),
    logger,
    now: () => 5,
  });

  for (let at = 0; at < 3; at++) await blocked.look();
  boxes.onStop = async () => true;
  for (let at = 0; at < 3; at++) await blocked.look();

  expect(boxes.stopped).toHaveLength(4);
  expect(errors).toEqual(["The place of a blocked user could not be stopped; it is tried again"]);
  expect(acts).toEqual([{ at: 5, act: "sandbox-stop", target: "alice", detail: "Blocked; of boxes" }]);
});
