import { silentLogger } from "@vibedeck/core";
import { expect, it, onTestFinished } from "vitest";
import { EngineClient } from "../../src/docker/engine-client.ts";
import { EventFeed } from "../../src/docker/event-feed.ts";
import { JobEnding } from "../../src/docker/job-end.ts";
import type { FoundJob } from "../../src/sandbox-runtime.ts";
import { fakeEngine, madeContainer, say } from "../docker/fake-engine/fake-engine.ts";

it.each<readonly [string, readonly FoundJob[], object]>([
  [
    "is ended by that, also when the sandbox runs again before anybody looks (203)",
    [],
    { code: null, cause: "stopped" },
  ],
  [
    "and that was killed alone ended by that (184)",
    [{ job: "job-00000001", running: false }],
    { code: 137, cause: "exit" },
  ],
])("a job whose sandbox is started anew %s", async (_, jobs, end) => {
  const engine = await fakeEngine();
  engine.container = madeContainer();
  engine.on("GET /exec/e1/json", (_request, response) =>
    say(response, 200, { Running: false, ExitCode: 137 }),
  );
  const client = new EngineClient(engine.host, () => 0);
  const events = new EventFeed(client, () => "any", silentLogger);
  onTestFinished(() => events.close());
  let now = 0;
  let asked = 0;
  const ending = new JobEnding(
    { owner: "alice", container: "c1", job: "job-00000001", exec: "e1" },
    {
      client,
      events,
      now: () => now,
      jobs: async () => {
        asked++;
        return jobs;
      },
    },
  );
  onTestFinished(() => ending.giveUp());
  ending.look();
  await expect.poll(() => asked).toBeGreaterThan(0);
  now = 9_000;
  ending.look();
  expect(await ending.ended).toEqual(end);
});

it("a job whose sandbox was seen to be started anew is not waited for (203)", async () => {
  const engine = await fakeEngine();
  engine.container = madeContainer();
  engine.on("GET /exec/e1/json", (_, response) => say(response, 200, { Running: false, ExitCode: 137 }));
  let events = (_: object): void => {};
  engine.on("GET /events", (_, response) => {
    response.writeHead(200).flushHeaders();
    events = (event) => response.write(`${JSON.stringify(event)}\n`);
  });
  const client = new EngineClient(engine.host, () => 0);
  const feed = new EventFeed(client, () => "any", silentLogger);
  onTestFinished(() => feed.close());
  const watched = { owner: "alice", container: "c1", job: "job-00000001", exec: "e1" };
  const ending = new JobEnding(watched, { client, events: feed, now: () => 0, jobs: async () => [] });
  onTestFinished(() => ending.giveUp());
  await expect.poll(() => engine.calls).toContain("GET /events");

  const Attributes = { "vibedeck.owner": "alice" };
  events({ Type: "container", Action: "start", Actor: { ID: "c1", Attributes } });
  expect(await ending.ended).toEqual({ code: null, cause: "stopped" });
});
