import type { BrowserContext, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { approval, questionRequest } from "../approvals-fixture.ts";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { noBrowser, useBrowser } from "./chromium.ts";

/** What a tab did with notifications. */
interface Seen {
  readonly asked: number;
  readonly notes: readonly { readonly title: string; readonly body: string; readonly tag: string }[];
}

describe.skipIf(noBrowser !== undefined)("notifications", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  let server: FakeServer;
  let context: BrowserContext;

  beforeEach(async () => {
    server = new FakeServer();
    server.sessions.set(
      "a",
      session("a", { title: "Repair the index", drive: { state: "running", queued: 0, needs: 0 } }),
    );
    server.sessions.set("b", session("b"));
    server.transcripts.set("a", [entry(0)]);
    server.transcripts.set("b", [entry(0)]);
    await server.start();
    context = await browser().newContext();
    await context.addInitScript(() => {
      const seen = { asked: 0, notes: [] as object[], answer: "granted", last: undefined as unknown };
      Reflect.set(window, "seen", seen);
      class Note extends EventTarget {
        static permission = localStorage.getItem("leave") ?? "default";
        static async requestPermission(): Promise<string> {
          seen.asked += 1;
          Note.permission = seen.answer;
          localStorage.setItem("leave", seen.answer);
          return seen.answer;
        }
        constructor(title: string, { body, tag }: { body: string; tag: string }) {
          super();
          seen.notes.push({ title, body, tag });
          seen.last = this;
        }
        close(): void {}
      }
      Object.defineProperty(window, "Notification", { value: Note });
      let hidden = false;
      Object.defineProperty(document, "hidden", { get: () => hidden });
      Reflect.set(window, "hide", (now: boolean) => {
        hidden = now;
        document.dispatchEvent(new Event("visibilitychange"));
      });
    });
  });

  afterEach(async () => {
    await context.close();
    await server.stop();
  });

  async function tab(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${server.url}s/b`);
    await page.getByRole("switch", { name: "Notify me" }).waitFor();
    await expect
      .poll(() => server.requests.filter((line) => line.includes("session=b")).length)
      .toBeGreaterThan(0);
    return page;
  }
  const seen = (page: Page): Promise<Seen> => page.evaluate(() => Reflect.get(window, "seen"));
  const hide = (page: Page, hidden: boolean): Promise<void> =>
    page.evaluate((now) => Reflect.apply(Reflect.get(window, "hide"), undefined, [now]), hidden);
  const on = (page: Page): Promise<void> => page.getByRole("switch", { name: "Notify me" }).click();
  const tell = (state: "running" | "idle", needs: number, failed?: string): void =>
    server.tell({
      type: "session",
      session: session("a", {
        title: "Repair the index",
        drive: { state, queued: 0, needs, ...(failed === undefined ? {} : { failed }) },
      }),
    });

  it("are off, and nobody is asked, until the switch is used", async () => {
    const page = await tab();
    await hide(page, true);
    tell("running", 1);
    await expect.poll(() => page.title()).toContain("(1)");

    expect(await seen(page)).toMatchObject({ asked: 0, notes: [] });
    expect(await page.getByRole("switch").getAttribute("aria-checked")).toBe("false");
  });

  it("say which session needs what, without what was written in it, and lead there", async () => {
    const page = await tab();
    await on(page);
    await expect.poll(() => page.getByRole("switch").getAttribute("aria-checked")).toBe("true");
    await hide(page, true);
    server.drive.ask(questionRequest("one"));
    tell("running", 1);
    await expect.poll(async () => (await seen(page)).notes.length).toBe(1);
    expect((await seen(page)).notes).toEqual([
      { title: "Repair the index", body: "It has a question for you.", tag: "vibedeck-a" },
    ]);

    await page.evaluate(() => Reflect.get(window, "seen").last.dispatchEvent(new Event("click")));

    await page.waitForURL(/\/s\/a$/);
  });

  it("tell a tool by its name only, and how a turn ended", async () => {
    const page = await tab();
    await on(page);
    await hide(page, true);
    server.drive.ask(approval("one"));
    tell("running", 1);
    await expect.poll(async () => (await seen(page)).notes.length).toBe(1);
    tell("running", 0);
    tell("idle", 0);
    await expect.poll(async () => (await seen(page)).notes.length).toBe(2);
    tell("running", 0);
    await page.getByText("Working").first().waitFor();
    tell("idle", 0, "The words of the tool");
    await expect.poll(async () => (await seen(page)).notes.length).toBe(3);

    expect((await seen(page)).notes.map(({ body }) => body)).toEqual([
      "It asks whether it may use Bash.",
      "Its turn is done.",
      "Its turn failed.",
    ]);
  });

  it("come once from several tabs, and not while one of them is looked at", async () => {
    const first = await tab();
    await on(first);
    const second = await tab();
    await expect.poll(() => second.getByRole("switch").getAttribute("aria-checked")).toBe("true");
    const all = async (): Promise<number> =>
      (await seen(first)).notes.length + (await seen(second)).notes.length;

    await hide(first, true);
    tell("running", 1);
    await expect.poll(() => first.title()).toContain("(1)");
    await first.waitForTimeout(200);
    expect(await all()).toBe(0);

    await hide(second, true);
    tell("running", 0);
    await expect.poll(() => second.title()).not.toContain("(1)");
    await expect.poll(() => first.title()).not.toContain("(1)");
    tell("running", 1);
    await expect.poll(all).toBe(1);
    await first.waitForTimeout(200);
    expect(await all()).toBe(1);

    // Switched off in one, it is off in all.
    await on(second);
    await expect.poll(() => first.getByRole("switch").getAttribute("aria-checked")).toBe("false");
  });

  it("come from another tab once the one that gave them is closed", async () => {
    const first = await tab();
    await on(first);
    const second = await tab();
    await hide(second, true);
    await first.close();
    const held = (): Promise<string> =>
      second.evaluate(async () =>
        ((await navigator.locks.query()).held ?? []).map(({ name }) => name).join(" "),
      );
    await expect.poll(held).toBe("vibedeck-notifies");
    tell("running", 1);

    await expect.poll(async () => (await seen(second)).notes.length).toBe(1);
  });

  it("stay off when the browser was told to refuse, and say so", async () => {
    const page = await tab();
    await page.evaluate(() => Object.assign(Reflect.get(window, "seen"), { answer: "denied" }));
    await on(page);

    await page.getByText("Your browser blocks notifications").waitFor();
    expect(await page.getByRole("switch").getAttribute("aria-checked")).toBe("false");
  });
});
