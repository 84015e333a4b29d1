import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeAuth, user } from "../fake-auth.ts";
import { FakeSandboxes, place, sandboxes } from "../fake-sandboxes.ts";
import { FakeServer } from "../fake-server.ts";
import { brokenRules } from "./axe.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";
import { pictures } from "./picture.ts";

const ADMIN = { kind: "user", id: "ada", name: "Ada Lovelace", admin: true } as const;
const READ = "GET /api/sandboxes";

describe.skipIf(noBrowser !== undefined)("the sandboxes, for admins", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  let server: FakeServer;
  let kept: FakeSandboxes;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    server = new FakeServer();
    const auth = server.useAuth(new FakeAuth(ADMIN));
    auth.users.push(user("ada", { name: ADMIN.name, admin: true }), user("bob", { name: "Bob" }));
    kept = new FakeSandboxes(
      sandboxes(
        [
          place("bob", { agents: 2, stopsAt: Date.now() + 11.5 * 60_000 }),
          { owner: "ada", name: "sandbox-ada", state: "stopped", agents: 0 },
          place("full", {
            agents: 1,
            use: { memoryBytes: 1.95 * 1024 ** 3, memoryLimitBytes: 2 * 1024 ** 3, cpuSeconds: 9, cpus: 1 },
          }),
          {
            owner: "eve",
            name: "sandbox-eve",
            state: "foreign",
            agents: 0,
            detail: "A container without our labels has this name.",
          },
          { owner: "new", name: "sandbox-new", state: "starting", agents: 1 },
          place("old", { state: "paused", detail: "Somebody paused it." }),
          { owner: "who", name: "sandbox-who", state: "unknown", agents: 0 },
        ],
        { waiting: 2 },
      ),
    );
    server.sandboxes = kept;
    await server.start();
    ({ page, complaints } = await openPage(browser(), { allow: /404|50\d|ERR_/ }));
  });

  afterEach(async () => {
    await page.context().close();
    await server.stop();
    expect(complaints).toEqual([]);
  });

  const row = (owner: string) => page.locator(`[data-place="sandbox-${owner}"]`);
  const cells = (owner: string) => row(owner).getByRole("cell").allInnerTexts();
  const stop = (owner: string) => row(owner).getByRole("button");
  const reads = (): number => server.requests.filter((request) => request === READ).length;
  const posts = (): readonly string[] => server.requests.filter((request) => request.startsWith("POST"));
  const open = async (): Promise<void> => {
    await page.goto(`${server.url}admin`);
    await page.getByRole("heading", { name: "Sandboxes" }).waitFor();
  };
  /** Lets the page's own clock jump over the time to the next reading. */
  const pass = async (): Promise<void> => {
    const before = reads();
    await page.clock.fastForward(5000);
    await expect.poll(reads).toBeGreaterThan(before);
  };

  it("are listed with what they run on, how they are, what they use and when they stop", async () => {
    await open();
    await row("bob").waitFor();

    expect(await page.locator(".engine").innerText()).toMatch(
      /Docker 20\.10\.24, runsc\s+4 of 20 running, 2 waiting/,
    );
    expect((await cells("bob")).map((text) => text.replace(/\s+/g, " ").trim())).toEqual([
      "Running",
      "2",
      "512 MiB of 2 GiB",
      "—",
      "2h",
      "in 12 min",
      "Stop",
    ]);
    expect(await row("bob").getByRole("rowheader").innerText()).toMatch(/^Bob\s+bob · sandbox-bob$/);
    expect((await cells("eve"))[0]).toMatch(/Not ours\s+A container without our labels has this name\./);
    expect((await cells("who"))[0]).toContain("Not known");
    for (const owner of ["ada", "eve", "who"]) expect(await stop(owner).count()).toBe(0);
    await pictures(page, "sandboxes");
  });

  it("tell how busy their CPUs are from the second reading on, and begin anew with a sandbox", async () => {
    await page.clock.install();
    await open();
    await row("bob").waitFor();
    const busy = { memoryBytes: 1, memoryLimitBytes: 2, cpus: 2 };
    kept.change("sandbox-bob", { use: { ...busy, cpuSeconds: 105 } });
    await pass();
    await expect.poll(async () => Number.parseInt((await cells("bob"))[3] ?? "", 10)).toBeGreaterThan(40);

    kept.change("sandbox-bob", { use: { ...busy, cpuSeconds: 0 } });
    await pass();
    await expect.poll(async () => (await cells("bob"))[3]).toBe("—");
  });

  it("are read again while they are looked at, and the keyboard stays where it is", async () => {
    await page.clock.install();
    await open();
    await stop("bob").focus();
    const element = await stop("bob").elementHandle();
    kept.change("sandbox-bob", { agents: 7 });
    await pass();

    await expect.poll(async () => (await cells("bob"))[1]).toBe("7");
    expect(await element?.evaluate((button) => button.isConnected && button.matches(":focus"))).toBe(true);
    expect(await page.locator("vibedeck-sandboxes [aria-busy]").count()).toBe(0);
  });

  it("are not read in a hidden tab, and at once when it is shown", async () => {
    await page.clock.install();
    await open();
    const hide = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { value, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await hide(true);
    const before = reads();
    await page.clock.fastForward(60_000);
    await page.evaluate(() => fetch("/api/me"));
    expect(reads()).toBe(before);

    await hide(false);
    await expect.poll(reads).toBe(before + 1);
  });

  it("are stopped after a yes that knows what it does, and not after a no", async () => {
    await open();
    await stop("bob").click();
    const dialog = page.getByRole("dialog", { name: "Stop the sandbox of Bob?" });
    await dialog
      .getByText("This ends 2 running turns; their messages are kept. The next message starts it again")
      .waitFor();
    await pictures(page, "sandbox-stop");
    await page.keyboard.press("Enter"); // The first button is the harmless one.
    await dialog.waitFor({ state: "detached" });
    expect(posts()).toEqual([]);
    expect(await stop("bob").evaluate((button) => button.matches(":focus"))).toBe(true);

    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");

    await page.getByText("The sandbox of Bob was stopped").waitFor();
    await expect.poll(async () => (await cells("bob"))[0]).toContain("Stopped");
    expect(posts()).toEqual(["POST /api/sandboxes/isolation/bob/stop"]);
    expect(await stop("bob").count()).toBe(0);
    expect(await row("bob").evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  it("tells why one could not be stopped, until that was seen", async () => {
    await page.clock.install();
    kept.failing = { message: "The sandbox engine does not answer.", hint: "Is Docker running?" };
    await open();
    await stop("bob").click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
    const alert = page.getByRole("alert");
    await alert.getByText("The sandbox engine does not answer. Is Docker running?").waitFor();
    await pass();
    expect(await alert.count()).toBe(1);
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(await alert.count()).toBe(0);
    expect(await stop("bob").textContent()).toBe("Stop");
  });

  it("stay as they were last seen when they cannot be read, and come back with a retry", async () => {
    await page.clock.install();
    await open();
    await row("bob").waitFor();
    server.fail = /^\/api\/sandboxes$/;
    await pass();
    const alert = page.getByRole("alert");
    await alert.getByText("Broken on purpose.").waitFor();
    expect(await row("bob").count()).toBe(1);
    server.fail = undefined;
    await page.getByRole("button", { name: "Try again" }).click();
    await alert.waitFor({ state: "detached" });
  });

  it("say what is wrong with the engine, and what to do", async () => {
    kept.backends[0] = sandboxes([place("bob", { state: "unknown" })], {
      engine: {
        ok: false,
        text: "Docker",
        problem: "The sandbox engine does not answer.",
        hint: "Start it: systemctl start docker",
      },
    });
    await open();
    await page.getByText("The sandbox engine does not answer.").waitFor();
    await page.getByText("systemctl start docker").waitFor();
    await pictures(page, "sandboxes-engine-down");

    kept.backends[0] = sandboxes([], {
      engine: { ok: false, text: "Docker", problem: "It is away." },
      limit: 0,
    });
    await page.reload();
    await page.getByText("It is away.").waitFor();
    expect(await page.getByText(/There are no sandboxes yet|running/).count()).toBe(0);
  });

  it("say when there are none yet, and name the backends where several keep some", async () => {
    kept.backends[0] = sandboxes([]);
    await open();
    await page.getByText("There are no sandboxes yet.").waitFor();
    await page.getByText("0 of 20 running").waitFor();
    expect(await page.getByRole("heading", { name: "Claude Code" }).count()).toBe(0);

    kept.backends.push(sandboxes([place("bob")], { id: "other", title: "Other tool", limit: 0 }));
    await page.reload();
    await page.getByRole("table", { name: "Sandboxes of Other tool" }).waitFor();
    await page.getByRole("heading", { name: "Claude Code" }).waitFor();
    await page.getByText("1 running", { exact: true }).waitFor();
  });

  it.each(["no address", "an empty list"])("are not there on a server without any: %s", async (how) => {
    server.sandboxes = how === "no address" ? undefined : new FakeSandboxes();
    await page.goto(`${server.url}admin`);
    await page.locator('[data-user="bob"]').waitFor();
    await expect.poll(reads).toBeGreaterThan(0);
    expect(await page.getByText("Sandboxes").count()).toBe(0);
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("show hostile names and details as text, in their bounds (158)", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const evil = `<img src="https://evil.example/x" onerror="document.title=1">\u202e${"w".repeat(300)}`;
    kept.backends[0] = sandboxes(
      [
        place(evil, {
          name: `sandbox-${"x".repeat(200)}`,
          detail: evil,
          since: -1,
          stopsAt: Number.MAX_VALUE,
          agents: 1e15,
        }),
        place("zero", { use: { memoryBytes: -1, memoryLimitBytes: 0, cpuSeconds: 1e308, cpus: 0 } }),
      ],
      { engine: { ok: false, text: evil, problem: evil, hint: evil } },
    );
    await open();
    await page.getByText("<img src=").first().waitFor();
    expect(await page.locator("img, script:not([src])").count()).toBe(0);
    expect(await page.title()).toContain("Users");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(
      await page.locator(".page").evaluate((element) => element.scrollWidth <= element.clientWidth),
    ).toBe(true);
  });

  it.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 390],
    ["dark", 390],
  ] as const)("have nothing against WCAG 2.2 AA, %s at %i pixels", async (colorScheme, width) => {
    const context = await browser().newContext({
      viewport: { width, height: 844 },
      colorScheme,
      hasTouch: width < 500,
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    const other = await context.newPage();
    kept.backends[0] = {
      ...kept.backends[0],
      ...sandboxes(kept.backends[0]?.places ?? []),
      engine: { ok: false, text: "Docker", problem: "It is ill.", hint: "Heal it." },
    };
    await other.goto(`${server.url}admin`);
    await other.locator('[data-place="sandbox-bob"]').waitFor();
    const broken = [...(await brokenRules(other, "sandboxes"))];
    await other.getByRole("button", { name: "Stop the sandbox of Bob" }).click();
    await other.getByRole("dialog").waitFor();
    broken.push(...(await brokenRules(other, "question")));
    await context.close();
    expect(broken).toEqual([]);
  });
});
