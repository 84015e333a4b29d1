import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEnvFile } from "../../src/env-file/parse-env-file.ts";

const SECRET = "sk-ant-very-secret";

function parse(text: string) {
  return parseEnvFile(Buffer.from(text));
}

describe("a file with variables", () => {
  it("is lines NAME=value, with comments and empty lines between (210)", () => {
    const { variables, problems } = parse(
      ["# keys", "", "ANTHROPIC_API_KEY=sk-1", "_x9=a=b # c", "EMPTY=", 'J={"a": "$HOME"}', ""].join("\n"),
    );

    expect(problems).toEqual([]);
    expect([...variables]).toEqual([
      ["ANTHROPIC_API_KEY", "sk-1"],
      ["_x9", "a=b # c"],
      ["EMPTY", ""],
      ["J", '{"a": "$HOME"}'],
    ]);
  });

  it.each([
    [`export KEY=${SECRET}`, "export"],
    [`KEY="${SECRET}"`, "begins with a quote"],
    [`KEY='${SECRET}'`, "begins with a quote"],
    [`KEY=\`${SECRET}\``, "begins with a quote"],
    [SECRET, "no ="],
    [`=${SECRET}`, "no name"],
    [`1KEY=${SECRET}`, "no name"],
    [`MY-KEY=${SECRET}`, "no name"],
    [`KEY.X=${SECRET}`, "no name"],
    [`É=${SECRET}`, "no name"],
    [`KEY =${SECRET}`, "white space before the ="],
    [` KEY=${SECRET}`, "begins with white space"],
    [" # comment", "begins with white space"],
    [`KEY= ${SECRET}`, "white space around"],
    [`KEY=${SECRET} `, "white space around"],
    [`KEY=${SECRET}\r`, "carriage return"],
    [`KEY=${SECRET}\r${SECRET}`, "control character"],
    [`KEY=a\0${SECRET}`, "control character"],
    [`KEY=a\t${SECRET}`, "control character"],
    [`KEY=\u001b[2J${SECRET}`, "control character"],
    [`KEY=1\nOTHER=2\nKEY=${SECRET}`, "KEY is set in line 1 already"],
  ])("is refused with %j, in words that repeat no value (210)", (text, reason) => {
    const { problems } = parse(text);

    expect(problems).toEqual([{ line: text.split("\n").length, text: expect.stringContaining(reason) }]);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
  });

  it.each(
    [
      "PATH",
      "HOME",
      "LD_PRELOAD",
      "LD_LIBRARY_PATH",
      "LD_X",
      "DYLD_INSERT_LIBRARIES",
      "NODE_OPTIONS",
      "NODE_PATH",
    ].concat(
      [
        "BASH_ENV",
        "ENV",
        "SHELLOPTS",
        "PYTHONSTARTUP",
        "PERL5OPT",
        "IS_SANDBOX",
        "VIBEDECK_JOB",
        "IFS",
        "PS4",
      ],
      ["BASH_FUNC_ls", "CLAUDE_CONFIG_DIR", "PYTHONPATH", "RUBYOPT", "PROMPT_COMMAND"],
    ),
  )("does not set %s, and it says why (185, 210)", (name) => {
    expect(parse(`A=1\n${name}=${SECRET}`).problems).toEqual([
      { line: 2, text: expect.stringMatching(`^${name} cannot be set here: .|^names that begin`) },
    ]);
  });

  it("may set what only looks like those", () => {
    expect(parse("MYPATH=1\nOLD_LD_X=1\nENVIRONMENT=1\nhome=1\nNODE_EXTRA_CA_CERTS=/x").problems).toEqual([]);
  });

  it.each([
    [Buffer.from("\ufeffKEY=1"), "byte order mark"],
    [Buffer.from([0x41, 0x3d, 0xff]), "not UTF-8"],
    [Buffer.from("KEY=1".padEnd(65_537, "x")), "larger than 65536 bytes"],
    [Buffer.alloc(1_000_000, "A=1\n"), "larger than 65536 bytes"],
  ])("is refused as a whole, case %# (210)", (bytes, reason) => {
    const { variables, problems } = parseEnvFile(bytes);

    expect(variables.size).toBe(0);
    expect(problems).toEqual([expect.objectContaining({ text: expect.stringContaining(reason) })]);
  });

  it("tells of a bounded number of mistakes", () => {
    expect(parse("x\n".repeat(10_000)).problems).toHaveLength(20);
  });

  it("is a name that every object has, as safely as any other (246)", () => {
    const { variables } = parse("__proto__=1\nconstructor=2");

    expect(Object.entries(Object.fromEntries(variables))).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
  });

  it("never makes a variable that was not on a line of its own, whatever the bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ unit: "binary", maxLength: 60 }),
        (raw, text) => {
          for (const bytes of [raw, Buffer.from(`A=${text}\nB=1`)]) {
            const { variables } = parseEnvFile(bytes);
            const lines = new Set(new TextDecoder().decode(bytes).split("\n"));
            for (const [name, value] of variables) if (!lines.has(`${name}=${value}`)) return false;
          }
          return true;
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
