import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { interruptible } from "../../src/cli/interruptible.ts";
import { tempSurroundings } from "../config/surroundings.ts";
import { backendSource } from "../plugins/project.ts";
import { type FakeTerminal, fakeTerminal, runIn } from "./fake-terminal.ts";

const TOML = '[serve]\nbackend = "boxes"\n[boxes]\nuse = "./boxes.js"\ncolour = "red"';

/** A backend with a command; `check` keeps it from working. */
const BOXES = `import { VibeDeckError } from ${JSON.stringify(import.meta.resolve("@vibedeck/core"))};
const verb = (name, run, takes) => ({ name, summary: "Does " + name + ".", takes, run });
export default ${backendSource(`name: "boxes",
  check: () => { throw new Error("there is no engine"); },
  commands: [{ name: "sandbox", summary: "The boxes.", verbs: [
    verb("ls", async (context, args, terminal) => {
      terminal.out(JSON.stringify({ args, config: context.config, interactive: terminal.interactive }) + "\\n");
      terminal.err("looked\\u001b[2J\\n");
      return 0;
    }, "[--json]"),
    verb("stop", async () => 7, "USER..."),
    verb("odd", async () => "yes"),
    verb("refuse", async () => { throw new VibeDeckError("UNAVAILABLE", "The engine is away.", { hint: "Start it." }); }),
    verb("break", async () => { throw new TypeError("oops"); }),
    verb("wait", (context, args, { signal }) => new Promise((resolve, reject) => {
      const leave = () => (args[0] === "nicely" ? resolve(4) : reject(new Error("aborted")));
      if (signal.aborted) leave(); else signal.addEventListener("abort", leave);
    })),
  ] }],`)};`;

function boxes(
  over: Parameters<typeof fakeTerminal>[1] = {},
  files: Record<string, string> = {},
): FakeTerminal {
  return fakeTerminal(tempSurroundings({ "vibedeck.toml": TOML, "boxes.js": BOXES, ...files }), over);
}

describe("a command of a backend", () => {
  it("runs a verb with the backend's configuration, although the backend cannot work", async () => {
    const { code, out, err } = await runIn(boxes(), "sandbox", "ls");

    expect(JSON.parse(out)).toEqual({ args: [], config: { colour: "red" }, interactive: false });
    expect(err).toBe("looked\ufffd[2J\n");
    expect(code).toBe(0);
  });

  it("hands on what stands behind the verb as it is, and takes its own flags before it", async () => {
    const terminal = boxes({ tty: true }, { "other.toml": TOML.replace("red", "blue") });
    const args = ["--json", "a-user", "--", "-x", "--config=none", "A B"];

    const { out } = await runIn(terminal, "sandbox", "--config", "other.toml", "ls", ...args);

    expect(JSON.parse(out)).toEqual({ args, config: { colour: "blue" }, interactive: true });
  });

  it("ends with the verb's exit code, or with 1 when that is none", async () => {
    expect((await runIn(boxes(), "sandbox", "stop", "ann")).code).toBe(7);
    expect((await runIn(boxes(), "sandbox", "odd")).code).toBe(1);
  });

  it("says what a verb refuses, and whose fault it is when one fails", async () => {
    expect(await runIn(boxes(), "sandbox", "refuse")).toEqual({
      code: 1,
      out: "",
      err: "The engine is away.\n  Start it.\n  (UNAVAILABLE, see docs/errors.md)\n",
    });
    expect(await runIn(boxes(), "sandbox", "break")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Backend "boxes" failed in "sandbox break": oops\n.*PLUGIN_CALL/s),
    });
  });

  it.each([
    [["wait"], 130],
    [["wait", "nicely"], 4],
  ])("is told of Ctrl-C: %j", async (words, expected) => {
    const terminal = boxes();
    terminal.interrupt();

    expect(await runIn(terminal, "sandbox", ...words)).toEqual({ code: expected, out: "", err: "" });
  });

  it.each([
    [["--help"], "out", 0],
    [["-h"], "out", 0],
    [[], "err", 1],
  ] as const)("lists its verbs: %j", async (argv, where, expected) => {
    const said = await runIn(boxes(), "sandbox", ...argv);

    expect(said[where]).toMatch(/^Usage: vibedeck sandbox \[options\] VERB/);
    expect(said[where]).toMatch(/The boxes\. \(of backend "boxes"\)/);
    expect(said[where]).toMatch(/^ {2}stop USER\.\.\. {2,}Does stop\.$/m);
    expect(said[where]).toMatch(/^ {2}ls \[--json\] {2,}Does ls\.$/m);
    expect(said[where]).toContain("--config <file>");
    expect(said[where === "out" ? "err" : "out"]).toBe("");
    expect(said.code).toBe(expected);
  });

  it("says how one verb is used", async () => {
    expect(await runIn(boxes(), "sandbox", "stop", "--help")).toEqual({
      code: 0,
      out: "Usage: vibedeck sandbox [options] stop USER...\n\nDoes stop.\n",
      err: "",
    });
  });

  it.each([
    ["stpo", /unknown command 'stpo'\n\(Did you mean stop\?\)/],
    ["nothing-like-it", /unknown command 'nothing-like-it'\n\(Known are ls, stop/],
    ["--jsn", /unknown option '--jsn'/],
  ])("says that there is no such verb: %s", async (verb, sentence) => {
    const { code, err } = await runIn(boxes(), "sandbox", verb);

    expect(err).toMatch(sentence);
    expect(code).toBe(1);
  });

  it("says what it takes when no configured backend has sandboxes", async () => {
    const files = { "vibedeck.toml": TOML, "boxes.js": `export default ${backendSource()};` };

    const { code, err } = await runIn(fakeTerminal(tempSurroundings(files)), "sandbox", "ls");

    expect(err).toMatch(
      /^No backend here has sandboxes; configured: "boxes"\.\n {2}It takes \[serve\] backend = "isolation"/,
    );
    expect(code).toBe(1);
  });

  it("tells the configuration's mistakes", async () => {
    const terminal = fakeTerminal(tempSurroundings({ "vibedeck.toml": "[serve]\nprot = 1" }));

    expect((await runIn(terminal, "sandbox", "ls")).err).toContain('did you mean "port"?');
  });
});

describe("a command that nobody has", () => {
  it("is told from those that backends add", async () => {
    const { code, out, err } = await runIn(boxes(), "sandbx", "ls", "--port", "1");

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error: unknown command 'sandbx'");
    expect(err).toContain("(Did you mean sandbox?)");
    expect(err).toContain("Backends add commands: sandbox.");
  });

  it("is that first of all, however wrong the configuration is", async () => {
    const terminal = fakeTerminal(tempSurroundings({ "vibedeck.toml": "[serve]\nprot = 1" }));

    const { code, err } = await runIn(terminal, "serv");

    expect(err).toMatch(/^error: unknown command 'serv'\n\(Did you mean serve\?\)\n/);
    expect(err).toContain('did you mean "port"?');
    expect(code).toBe(1);
  });

  it("is none of ours: our own commands win, whatever a backend calls its own", async () => {
    const own = { "boxes.js": BOXES.replace('name: "sandbox"', 'name: "doctor"') };

    expect((await runIn(boxes({}, own), "doctor")).out).toContain("Node 20.19.0");
  });
});

it("the help of vibedeck names the sandboxes, without a backend", async () => {
  const { out } = await runIn(fakeTerminal(tempSurroundings()), "--help");

  expect(out).toMatch(
    /^ {2}sandbox +The sandboxes of the isolation backend: build, ls, stop, rm,\s+logs\.$/m,
  );
});

describe("interruptible", () => {
  class Signals extends EventEmitter {
    readonly exits: number[] = [];
    exit(code: number): void {
      this.exits.push(code);
    }
  }

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("asks the work to end at the first %s, and ends the process at the second", async (name, code) => {
    const source = new Signals();
    const done = await interruptible(async (signal) => {
      const before = signal.aborted;
      source.emit(name);
      const after = signal.aborted;
      expect(source.exits).toEqual([]);
      source.emit(name);
      return [before, after];
    }, source);

    expect(done).toEqual([false, true]);
    expect(source.exits).toEqual([code]);
    expect(source.eventNames()).toEqual([]);
  });
});
