import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { noClaude } from "../drive/support/claude-binary.ts";
import { Driven } from "../drive/support/driven.ts";
import { Gate } from "../drive/support/gate.ts";
import { bash, call, message, say, text } from "../drive/support/reply.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";
import { picture } from "./picture.ts";

const QUESTION = {
  question: "Which colour shall it have?",
  header: "Colour",
  multiSelect: false,
  options: [
    { label: "Red", description: "warm" },
    { label: "Blue", description: "cold" },
  ],
};

const SIZES: readonly (readonly [string, BrowserContextOptions])[] = [
  ["desk", {}],
  ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }],
];

describe.skipIf(noBrowser ?? noClaude)("driving the real Claude Code from a browser", () => {
  const browser = useBrowser();

  test.each(SIZES)(
    "on a %s: start, watch, allow, answer, queue, stop, reload, fork",
    {
      timeout: 120_000,
    },
    async (size, options) => {
      const deck = await Driven.open();
      const [begun, asked, endless] = [new Gate(), new Gate(), new Gate()];
      deck.model.on(
        "Paint the shed",
        message(
          text("I look at ", begun, "the shed first."),
          call("Bash", { command: "touch painted && echo paint-is-wet" }),
        ),
      );
      deck.model.on("paint-is-wet", message(call("AskUserQuestion", { questions: [QUESTION] })));
      deck.model.on("Blue", say("It is going to be blue ", asked, "all over."));
      deck.model.on("And the door", say("The door takes ", endless, "some time."));
      const { page, watch } = await openPage(browser(), deck.server, options);
      const box = (): Locator => page.locator("vibedeck-composer vibedeck-message-box textarea");
      const sendBy = (name: string): Promise<void> =>
        page.locator("vibedeck-message-box").getByRole("button", { name, exact: true }).click();

      await page.goto("/new");
      await page.getByLabel("Folder", { exact: true }).fill(deck.folder());
      await page.getByLabel("First message").fill("Paint the shed, please");
      await picture(page, `${size}-new`);
      await sendBy("Start");
      await page.waitForURL(/\/s\//);
      await shows(page, "I look at");
      await picture(page, `${size}-streams`);
      begun.open();

      await shows(page, "touch painted && echo paint-is-wet");
      await expect.poll(() => page.title(), { timeout: 10_000 }).toMatch(/\(1\)|needs|1/);
      await picture(page, `${size}-asks`);
      await page
        .getByRole("button", { name: /^Allow once/ })
        .filter({ visible: true })
        .first()
        .click();

      await shows(page, QUESTION.question);
      expect(existsSync(join(deck.folder(), "painted"))).toBe(true);
      await page.getByRole("radio", { name: /Blue/ }).check({ force: true });
      await picture(page, `${size}-question`);
      await page
        .getByRole("button", { name: /^Send answer/ })
        .filter({ visible: true })
        .first()
        .click();
      await shows(page, "It is going to be blue");

      await box().fill("And the door, too");
      await sendBy("Queue");
      await page.getByRole("list", { name: "Messages that wait" }).getByText("And the door, too").waitFor();
      await picture(page, `${size}-queue`);
      asked.open();
      await shows(page, "The door takes");
      await standsOnce(page, "It is going to be blue all over.");

      await page.reload();
      await shows(page, "The door takes");
      await shows(page, "It is going to be blue all over.");
      for (const once of [
        "Paint the shed, please",
        "I look at the shed first.",
        "And the door, too",
        "The door takes",
      ])
        await standsOnce(page, once);
      // The end stays in view, whatever comes in after the reload.
      await expect.poll(() => page.locator(".to-end").count()).toBe(0);
      await picture(page, `${size}-reloaded`);

      await page.getByRole("button", { name: /^Stop/ }).filter({ visible: true }).first().click();
      await expect
        .poll(() => page.getByRole("button", { name: /^Stop/ }).filter({ visible: true }).count(), {
          timeout: 20_000,
        })
        .toBe(0);
      endless.open();
      await picture(page, `${size}-stopped`);

      const before = page.url();
      await fork(page);
      await box().fill("Rather paint the fence");
      await sendBy("Fork and send");
      await page.waitForURL((url) => url.href !== before && url.pathname.startsWith("/s/"));
      await shows(page, "You said: Rather paint the fence");
      await standsOnce(page, "Paint the shed, please");
      await picture(page, `${size}-forked`);

      if (size === "desk") await page.getByText("2 sessions", { exact: true }).waitFor();
      const heard = await deck.model.hears("Rather paint the fence");
      expect(JSON.stringify(heard.body["messages"])).toContain("Paint the shed, please");
      expect(watch.errors).toEqual([]);
      expect(watch.foreign).toEqual([]);
    },
  );

  test("what is written before the server said who writes is not lost", { timeout: 60_000 }, async () => {
    const deck = await Driven.open();
    const { page, watch } = await openPage(browser(), deck.server);
    const known = new Gate();
    await page.route("**/api/me", async (route) => {
      await known.pass();
      await route.continue();
    });
    await page.goto("/new");
    await page.getByLabel("Folder", { exact: true }).fill(deck.folder());
    await page.getByLabel("First message").fill("Written in a hurry");
    const answered = page.waitForResponse("**/api/me");

    known.open();
    await answered;
    await page.locator("vibedeck-message-box").getByRole("button", { name: "Start", exact: true }).click();

    await shows(page, "You said: Written in a hurry");
    expect(watch.errors).toEqual([]);
  });

  test("a denial with a reason and a plan to approve", { timeout: 90_000 }, async () => {
    const deck = await Driven.open();
    deck.model.on(
      "Make a plan",
      message(call("ExitPlanMode", { plan: "# The plan\n\n1. Measure the shed" })),
    );
    deck.model.on("approved", bash("touch measured"));
    const { key } = await deck.start("Make a plan, please", { permissionMode: "plan" });
    const { page, watch } = await openPage(browser(), deck.server);
    await page.goto(`/s/${key}`);
    await shows(page, "Measure the shed");
    await picture(page, "desk-plan");
    await page
      .getByRole("button", { name: /^Approve/ })
      .filter({ visible: true })
      .first()
      .click();

    await shows(page, "touch measured");
    await page.getByRole("button", { name: "Deny, with a reason …" }).click();
    await page.getByLabel("Why not, or what to do instead").fill("It was measured yesterday");
    await page.getByRole("button", { name: "Deny", exact: true }).click();

    await deck.model.hears("It was measured yesterday");
    await shows(page, "That is done.");
    expect(existsSync(join(deck.folder(), "measured"))).toBe(false);
    expect(watch.errors).toEqual([]);
  });
});

async function shows(page: Page, words: string): Promise<void> {
  await page.getByText(words).filter({ visible: true }).first().waitFor({ timeout: 30_000 });
}

/** Waits until a text stands in the transcript, and only once. */
async function standsOnce(page: Page, words: string): Promise<void> {
  const places = page.locator("vibedeck-transcript").getByText(words).filter({ visible: true });
  await expect.poll(async () => [words, await places.count()], { timeout: 15_000 }).toEqual([words, 1]);
}

/** By the button where there is room for it, else by what stands in its place. */
async function fork(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Fork", exact: true }).filter({ visible: true }).first().click();
}
