import type { MessagePage } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { Guest } from "./support/guest.ts";
import { openIsolated } from "./support/isolated-house.ts";
import { noSandboxes } from "./support/shared-engine.ts";

const USERS = 25;
const TURNS = 2;
const LIMIT = 300_000;

describe.skipIf(noSandboxes)("many users at once", () => {
  test(`${USERS} sandboxes with ${USERS * TURNS} turns lose nothing, and nobody sees another's`, {
    timeout: LIMIT,
  }, async () => {
    const people = Array.from({ length: USERS }, (_, n) => `user${n}`);
    const house = await openIsolated({ people, image: "tiny", keys: { memory: "128m", max_running: USERS } });

    const said = await Promise.all(
      people.map(async (name) => {
        const guest = await Guest.enter(house, name);
        const begun = await Promise.all(
          Array.from({ length: TURNS }, (_, turn) => guest.start(`hello ${turn} of ${name}`)),
        );
        const texts: string[] = [];
        for (const receipt of begun) {
          expect((await guest.over(receipt, LIMIT)).state).toBe("done");
          const { messages } = await guest.get<MessagePage>(`/api/sessions/${receipt.key}/messages`);
          texts.push(...messages.filter(({ role }) => role === "assistant").flatMap(textsOf));
        }
        expect(await guest.sessions()).toHaveLength(TURNS);
        return texts;
      }),
    );

    expect(said).toEqual(
      people.map((name) => Array.from({ length: TURNS }, (_, turn) => `You said: hello ${turn} of ${name}`)),
    );
  });

  test("one more than may run waits in line, is told so, and gets its turn (204)", {
    timeout: LIMIT,
  }, async () => {
    const keys = { memory: "128m", max_running: 1 };
    const house = await openIsolated({ people: ["ann", "ben"], image: "tiny", keys });
    const [ann, ben] = [await Guest.enter(house, "ann"), await Guest.enter(house, "ben")];
    const first = await ann.start("sleep 600");
    await ann.until(first.key, "running");
    const second = await ben.start("hello");
    await expect
      .poll(async () => (await ben.state(second.key)).phase, { timeout: 30_000 })
      .toMatch(/waiting for a free sandbox: 1st in line/);

    await ann.interrupt(first.key);
    await ann.over(first);
    expect((await ben.over(second)).state).toBe("done");
  });
});

function textsOf({ blocks }: MessagePage["messages"][number]): string[] {
  return blocks.flatMap((block) => (block.type === "text" ? [block.text] : []));
}
