import type { SessionSummary } from "@vibedeck/core";
import { expect, test } from "vitest";
import { SseClient } from "./sse-client.ts";
import { Home, prompt } from "./support/home.ts";
import { serve } from "./support/server-process.ts";
import { allSessions, onlyKey, rounds, settled } from "./support/sessions.ts";

const SESSIONS = 5_000;
const KILLS = rounds("VIBEDECK_E2E_KILLS", 3, 30);

test("a title, a pin and an archive mark reach the list, another reader and the next start", {
  timeout: 30_000,
}, async () => {
  const home = new Home();
  home.append(1, prompt(1, "Hello"));
  const first = await serve(home);
  const key = await onlyKey(first);
  const other = new SseClient(first.port);
  await other.until(() => other.events.length > 0);
  const mine = { title: "Mine", pinned: true, archived: true };

  const answer = await first.ask("PATCH", `/api/sessions/${key}`, mine);
  const told = await other.event(({ type, data }) => type === "session" && data.includes('"Mine"'));
  const listed = await allSessions(first);
  await first.kill();
  const again = await serve(home);

  expect(answer.status).toBe(200);
  expect((JSON.parse(told.data) as { session: SessionSummary }).session).toMatchObject({ key, ...mine });
  expect(listed).toMatchObject([{ key, ...mine }]);
  expect(await allSessions(again)).toMatchObject([{ key, ...mine }]);
});

test(`a server killed ${KILLS} times while it reads starts within 5 s with what it had acknowledged (234)`, {
  timeout: 180_000,
}, async () => {
  const home = new Home();
  for (let session = 1; session <= 200; session++) {
    home.append(
      session,
      ...Array.from({ length: 60 }, (_, n) => prompt(session * 100 + n, "x".repeat(1_500))),
    );
  }
  let server = await serve(home);
  const titles = new Map<string, string>();

  for (let kill = 0; kill < KILLS; kill++) {
    // The order of the list changes with what is appended: a session is to be renamed once.
    const { key = "" } = (await allSessions(server)).find(({ key }) => !titles.has(key)) ?? {};
    const answer = await server.ask("PATCH", `/api/sessions/${key}`, { title: `Round ${kill}` });
    if (answer.status === 200) titles.set(key, `Round ${kill}`);
    home.append(1 + (kill % 200), prompt(1_000_000 + kill, "appended"));
    await server.kill();
    server = await serve(home);
    expect(performance.now() - server.startedAt).toBeLessThan(5_000);
  }
  await settled(server);
  const kept = await allSessions(server);
  const fresh = await serve(home, { stateDir: `${home.base}/fresh` });
  await settled(fresh);

  for (const [key, title] of titles)
    expect(kept.find((session) => session.key === key)).toMatchObject({ title });
  expect(titles.size).toBe(KILLS);
  expect(kept.map(essence)).toEqual((await allSessions(fresh)).map(essence));
});

test(`the list of ${SESSIONS} sessions is answered before all are read`, { timeout: 60_000 }, async () => {
  const home = new Home();
  for (let session = 1; session <= SESSIONS; session++) home.append(session, prompt(session, "Hello"));

  const server = await serve(home);
  const page = await server.get<{ total: number; progress: { done: boolean } }>("/api/sessions");

  expect(page).toMatchObject({ total: SESSIONS, progress: { done: false } });
});

/** What the transcripts alone decide. */
function essence({ key, facts, cost, tokens, size, sortAt }: SessionSummary) {
  return { key, counts: facts.counts, cost, tokens, size, sortAt };
}
