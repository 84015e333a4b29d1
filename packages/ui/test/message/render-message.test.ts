// @vitest-environment jsdom
import type { Block, Message } from "@vibedeck/core";
import { render } from "lit";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MessageContext } from "../../src/message/context.ts";
import { loadMarkdown, renderMessage, spokenBefore } from "../../src/message/index.ts";
import { violations } from "./inert.ts";
import { PAYLOADS } from "./payloads.ts";
import { poison } from "./poison.ts";
import { call, GALLERY, message, prompt, reply } from "./samples.ts";

let calls: string[];
let context: MessageContext;

beforeAll(loadMarkdown);
beforeEach(() => {
  calls = [];
  context = {
    sessionKey: "KEY",
    agents: new Map([["a1b2c3", "AGENT"]]),
    toolsOpen: true,
    openRaw: (shown) => calls.push(`raw ${shown.id}`),
    copyLink: (shown) => calls.push(`link ${shown.id}`),
    showFull: (shown) => calls.push(`full ${shown.id}`),
    href: (path) => `/base${path}`,
  };
});

function show(
  shown: Message,
  previous?: Message,
  box: HTMLElement = document.createElement("div"),
): HTMLElement {
  render(renderMessage(shown, context, previous), box);
  return box;
}

/** The texts of an element, apart as they are on the page, where each stands in a box of its own. */
function words(element: Element | null | undefined): string {
  if (element === null || element === undefined) return "";
  const texts: string[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? "");
  return texts.join(" ").replaceAll(/\s+/g, " ").trim();
}

async function open(details: Element | null): Promise<void> {
  details?.setAttribute("open", "");
  await new Promise((done) => details?.addEventListener("toggle", done, { once: true }));
}

describe("a message", () => {
  it("shows every block and tool without failing, folded and open", () => {
    for (const toolsOpen of [true, false]) {
      context = { ...context, toolsOpen };
      for (const each of GALLERY) expect(words(show(each))).not.toBe("");
    }
  });

  it("is inert with hostile text in every string (158)", () => {
    context = { ...context, href: (path) => path };
    for (const payload of PAYLOADS.filter((_, index) => index % 24 === 0)) {
      for (const each of poison(GALLERY, payload)) expect(violations(show(each))).toEqual([]);
    }
  }, 30_000);

  it("does not fail on values of other types than the contract says (138)", () => {
    const blocks: readonly Block[] = JSON.parse(
      '[{"type":"hologram","depth":3},{"type":"tool_use","toolId":"t","name":"X","input":{},"view":{"kind":"hologram"},"result":{"type":"tool_result","toolId":"t","isError":false,"view":{"kind":"hologram"}}}]',
    );

    expect(words(show(message("assistant", blocks)))).toContain("this page does not know it");
  });

  it("names the person, the model and the time, and links to itself", () => {
    const box = show(reply([{ type: "text", text: "Hello", format: "markdown" }]));

    expect(words(box.querySelector("header"))).toMatch(/^Assistant opus 4\.5 /);
    expect(box.querySelector("a.message-time")?.getAttribute("href")).toMatch(
      /^\/base\/s\/KEY\?at=gen\.\d+$/,
    );
    expect(box.querySelector("a.message-time")?.getAttribute("title")).toContain("2026");
    expect(words(box.querySelector(".message-cost"))).toBe("43.1k → 742 · $0.047");
  });

  it("does without a time that is none (147)", () => {
    const box = show(message("user", [{ type: "text", text: "x", format: "plain" }], { at: 1e300 }));

    expect(box.querySelector("time")).toBeNull();
  });

  it("keeps its head for the first of several by the same speaker", () => {
    const [first, second] = [reply([]), reply([])];

    expect(show(second, first).querySelector("[data-follows]")).not.toBeNull();
    expect(show(second, prompt("x")).querySelector("[data-follows]")).toBeNull();
    expect(
      show({ ...second, at: (first.at ?? 0) + 600_000 }, first).querySelector("[data-follows]"),
    ).toBeNull();
  });

  it("looks past folded messages for the speaker before", () => {
    const list = [reply([]), message("user", [], { folded: "reminder" }), reply([])];

    expect(spokenBefore(list, 2)).toBe(list[0]);
    expect(spokenBefore(list, 0)).toBeUndefined();
  });

  it("offers its actions", () => {
    const shown = reply([{ type: "text", text: "x", format: "plain" }], { id: "m-x", clipped: 2_400 });
    const box = show(shown);

    for (const button of box.querySelectorAll<HTMLElement>(
      "[title='Copy link'], [title='Show as recorded'], .more",
    ))
      button.click();

    expect(calls).toEqual(["link m-x", "raw m-x", "full m-x"]);
    expect(box.querySelector(".more")?.textContent).toBe("Show everything (2.4 kB more)");
  });

  it("is one quiet line while folded, and renders its inside when it is opened", async () => {
    const box = show(
      message("user", [{ type: "text", text: "first line\nsecond", format: "plain" }], {
        folded: "hook output",
      }),
    );

    expect(words(box.querySelector("summary"))).toMatch(/^hook output first line/);
    expect(words(box.querySelector(".quiet-body"))).toBe("");

    await open(box.querySelector("details"));

    expect(words(box.querySelector(".quiet-body"))).toContain("second");
  });

  it("keeps what the reader opened when it is rendered again", async () => {
    const shown = reply([
      call("Read", { kind: "read", path: "/a" }, { kind: "file", path: "/a", text: "inside", startLine: 1 }),
    ]);
    const box = show(shown);
    await open(box.querySelector("details.tool"));

    show({ ...shown }, undefined, box);

    expect(box.querySelector("details.tool")?.hasAttribute("open")).toBe(true);
    expect(words(box)).toContain("inside");
  });

  it("loads images from the server of the transcript only (156)", () => {
    const image = { type: "image", bytes: 10, mediaType: "image/png", index: 2, cursor: "gen.77" } as const;
    const box = show(
      message("user", [image, { ...image, mediaType: "image/svg+xml" }, { ...image, cursor: "../../x" }]),
    );

    expect([...box.querySelectorAll("img")].map((each) => each.getAttribute("src"))).toEqual([
      "/base/api/sessions/KEY/images/gen.77/2",
    ]);
    expect(box.querySelector("img")?.getAttribute("loading")).toBe("lazy");
  });
});

describe("a tool call", () => {
  it.each<[string, Message, RegExp]>([
    ["that waits", reply([call("Bash", { kind: "shell", command: "ls" })]), /Bash ls no result yet/],
    [
      "that failed",
      reply([
        call(
          "Bash",
          { kind: "shell", command: "ls" },
          { kind: "shell", stdout: "", stderr: "no", exitCode: 2 },
          { isError: true },
        ),
      ]),
      /exit 2/,
    ],
    [
      "that was interrupted",
      reply([
        call(
          "Bash",
          { kind: "shell", command: "ls" },
          { kind: "shell", stdout: "", stderr: "", interrupted: true },
        ),
      ]),
      /interrupted/,
    ],
    [
      "that was denied",
      reply([
        call(
          "Edit",
          { kind: "edit", path: "/a", edits: [] },
          { kind: "text", text: "" },
          { isError: true, denied: "not now" },
        ),
      ]),
      /denied.*Denied: not now/,
    ],
    [
      "in the background",
      reply([
        call(
          "Bash",
          { kind: "shell", command: "npm start", background: true },
          { kind: "shell", stdout: "", stderr: "", background: "b1" },
        ),
      ]),
      /in the background.*Runs in the background as b1/,
    ],
    [
      "of an MCP server",
      reply([
        call("mcp__gh__list", {
          kind: "mcp",
          server: "gh",
          tool: "list",
          fields: [{ name: "q", value: "x" }],
        }),
      ]),
      /list gh q: x/,
    ],
  ])("%s says so", (_name, shown, expected) => {
    expect(words(show(shown))).toMatch(expected);
  });

  it("is open when it was made for reading or failed, closed otherwise, and always closed when the reader folded all", () => {
    const shell = reply([
      call("Bash", { kind: "shell", command: "ls" }, { kind: "shell", stdout: "a", stderr: "" }),
    ]);
    const read = reply([call("Read", { kind: "read", path: "/a" }, { kind: "text", text: "x" })]);
    const failed = reply([
      call("Read", { kind: "read", path: "/a" }, { kind: "text", text: "x" }, { isError: true }),
    ]);
    const isOpen = (shown: Message): boolean =>
      show(shown).querySelector("details.tool")?.hasAttribute("open") ?? false;

    expect([shell, read, failed].map(isOpen)).toEqual([true, false, true]);
    context = { ...context, toolsOpen: false };
    expect([shell, read, failed].map(isOpen)).toEqual([false, false, false]);
  });

  it("clips 400 lines to twenty and shows all of them on request", () => {
    const stdout = Array.from({ length: 400 }, (_, line) => `line ${line}`).join("\n");
    const box = show(
      reply([call("Bash", { kind: "shell", command: "x" }, { kind: "shell", stdout, stderr: "" })]),
    );
    const lines = (): number => box.querySelector(".out")?.textContent?.split("\n").length ?? 0;
    expect(lines()).toBe(20);

    box.querySelector<HTMLElement>(".more")?.click();

    expect(lines()).toBe(400);
    expect(box.querySelector(".more")).toBeNull();
  });

  it("clips a single endless line, too", () => {
    const box = show(
      reply([
        call(
          "Bash",
          { kind: "shell", command: "x" },
          { kind: "shell", stdout: "x".repeat(1_000_000), stderr: "" },
        ),
      ]),
    );

    expect(box.querySelector(".out")?.textContent?.length).toBeLessThan(10_000);
  });

  it("links to the session of its sub-agent when that is known", () => {
    const known = call(
      "Task",
      { kind: "agent", description: "d", prompt: "p" },
      { kind: "agent", agentId: "a1b2c3", status: "completed", text: "done" },
    );
    const unknown = call(
      "Task",
      { kind: "agent", description: "d", prompt: "p" },
      { kind: "agent", agentId: "__proto__", status: "completed", text: "done" },
    );

    expect(
      show(reply([known]))
        .querySelector(".agent-link")
        ?.getAttribute("href"),
    ).toBe("/base/s/AGENT");
    expect(show(reply([unknown])).querySelector(".agent-link")).toBeNull();
  });

  it("shows a diff with the numbers of its lines, from its result", () => {
    const hunk = { oldStart: 3, oldLines: 1, newStart: 3, newLines: 1, lines: ["-a", "+b"] };
    const box = show(
      reply([
        call(
          "Edit",
          { kind: "edit", path: "/x.ts", edits: [{ before: "a", after: "b" }] },
          { kind: "diff", path: "/x.ts", hunks: [hunk] },
        ),
      ]),
    );

    expect(words(box.querySelector(".tool-stats"))).toBe("+ 1 − 1");
    expect(words(box.querySelector("del"))).toBe("a");
    expect(words(box.querySelector("ins"))).toBe("b");
    expect(box.querySelectorAll(".diff")).toHaveLength(1);
  });

  it("marks what was chosen among the options of a question", () => {
    const options = [{ label: "Yes" }, { label: "No" }];
    const asked = {
      kind: "questions",
      questions: [{ question: "Go on?", options, multiple: false }],
    } as const;
    const box = show(
      reply([call("Ask", asked, { kind: "answers", answers: [{ question: "Go on?", answer: "No" }] })]),
    );

    expect(
      [...box.querySelectorAll(".options li")].map((option) => option.getAttribute("data-chosen")),
    ).toEqual(["no", "yes"]);
  });

  it("shows an answer in the person's own words", () => {
    const asked = {
      kind: "questions",
      questions: [{ question: "Go on?", options: [{ label: "Yes" }], multiple: false }],
    } as const;

    expect(
      words(
        show(
          reply([
            call("Ask", asked, { kind: "answers", answers: [{ question: "Go on?", answer: "Later" }] }),
          ]),
        ).querySelector(".answer"),
      ),
    ).toBe("Later");
  });

  it("keeps the name at the end of a path apart from what may be cut away", () => {
    const box = show(reply([call("Read", { kind: "read", path: "/a/very/long/way/to/name.ts" })]));

    expect(words(box.querySelector(".path-folder"))).toBe("/a/very/long/way/to/");
    expect(words(box.querySelector(".path-name"))).toBe("name.ts");
  });

  it("shows characters that would turn a command around", () => {
    expect(words(show(reply([call("Bash", { kind: "shell", command: "rm \u202egnp.txt" })])))).toContain(
      "rm ⟨U+202E⟩gnp.txt",
    );
  });

  it("never follows an address that is none of the web's (155)", () => {
    const links = [
      { title: "a", url: "javascript:alert(1)" },
      { title: "b", url: "https://example.com/" },
    ];
    const box = show(
      reply([
        call("WebSearch", { kind: "web-search", query: "q" }, { kind: "links", links }, { isError: true }),
      ]),
    );

    expect([...box.querySelectorAll(".links a")].map((link) => link.getAttribute("href"))).toEqual([
      "https://example.com/",
    ]);
  });
});
