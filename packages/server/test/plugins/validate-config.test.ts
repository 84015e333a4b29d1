import type { JsonObject } from "@vibedeck/core";
import { isObject, own } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseToml } from "../../src/config/toml-file.ts";
import { backendTable } from "../../src/plugins/plugin-table.ts";
import { validateConfig } from "../../src/plugins/validate-config.ts";

type Schema = Parameters<typeof validateConfig>[0];

/** Validates the table `[tool]` of a text. */
function validate(schema: Schema, text: string) {
  const file = parseToml(text, "/etc/vibedeck.toml", "vibedeck.toml");
  const table = (name: string): JsonObject | undefined => {
    const value = own(file.table, name);
    return isObject(value) ? value : undefined;
  };
  const pricing = table("pricing");
  const entry = { id: "tool", onFailure: "continue", options: table("tool") ?? {} } as const;
  return validateConfig(schema, backendTable(entry), {
    file,
    ms: 1_000,
    ...(pricing === undefined ? {} : { pricing }),
  });
}

const strict = z.strictObject({
  dirs: z.array(z.string()).optional(),
  depth: z.number().default(3),
  inner: z.strictObject({ on: z.boolean() }).optional(),
});
const priced = z.strictObject({
  prices: z.record(z.string(), z.strictObject({ input: z.number() })).default({}),
});

describe("validateConfig", () => {
  it("gives what the schema made of the table", async () => {
    expect(await validate(strict, "[tool]\ndirs = ['a']")).toEqual({
      raw: { dirs: ["a"] },
      value: { dirs: ["a"], depth: 3 },
    });
    expect(await validate(strict, "")).toEqual({ raw: {}, value: { depth: 3 } });
  });

  it("reports everything at once, with the place of each (245)", async () => {
    const text = '[tool]\ndirs = ["a", 2]\ndeph = 4\ndepth = "x"\n[tool.inner]\non = 1\noff = 2';

    await expect(validate(strict, text)).rejects.toMatchObject({
      code: "PLUGIN_CONFIG",
      message: [
        'vibedeck.toml:2:1: "dirs.1": Invalid input: expected string, received number',
        'vibedeck.toml:4:1: "depth": Invalid input: expected number, received string',
        'vibedeck.toml:6:1: "inner.on": Invalid input: expected boolean, received number',
        'vibedeck.toml:7:1: Unknown key "off" in [tool.inner].',
        'vibedeck.toml:3:1: Unknown key "deph" in [tool], did you mean "depth"?',
      ].join("\n"),
    });
  });

  it("suggests the host's own keys too", async () => {
    await expect(validate(strict, "[tool]\non_failur = 'abort'")).rejects.toThrow(
      'did you mean "on_failure"?',
    );
  });

  it("refuses __proto__ in a strict table (246)", async () => {
    await expect(validate(strict, "[tool.__proto__]\nx = 1")).rejects.toThrow(
      'vibedeck.toml:1:7: Unknown key "__proto__" in [tool]',
    );
  });

  it("understands issues of any Standard Schema: no path, keys, segments", async () => {
    const issues = [
      { message: "all wrong" },
      { message: "wrong", path: ["a", { key: "b" }] },
      { message: "x".repeat(999), path: [{ key: 0 }] },
    ];
    const schema: Schema = { "~standard": { version: 1, vendor: "test", validate: () => ({ issues }) } };

    const error = await validate(schema, "[tool]\na.b = 1").catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      message: `vibedeck.toml:1:2: all wrong\nvibedeck.toml:2:3: "a.b": wrong\nvibedeck.toml:1:2: "0": ${"x".repeat(300)}`,
    });
  });

  it("bounds a schema that throws or never answers (249)", async () => {
    const schema = (answer: () => never | Promise<never>): Schema => ({
      "~standard": { version: 1, vendor: "test", validate: answer },
    });
    const table = backendTable({ id: "tool", onFailure: "continue", options: {} });

    await expect(
      validateConfig(
        schema(() => Promise.reject(new Error("no"))),
        table,
        { ms: 1_000 },
      ),
    ).rejects.toMatchObject({ code: "PLUGIN_CALL" });
    await expect(
      validateConfig(
        schema(() => new Promise(() => {})),
        table,
        { ms: 5 },
      ),
    ).rejects.toMatchObject({ code: "PLUGIN_TIMEOUT" });
  });
});

describe("[pricing]", () => {
  const pricing = "[pricing.opus]\ninput = 5\n";

  it("goes as `prices` to a backend that takes them", async () => {
    expect(await validate(priced, pricing)).toMatchObject({ raw: { prices: { opus: { input: 5 } } } });
  });

  it("does not go to a backend that takes none", async () => {
    expect(await validate(strict, pricing)).toMatchObject({ raw: {} });
  });

  it("gives way to the prices of the backend's own table", async () => {
    expect(await validate(priced, `${pricing}[tool.prices.opus]\ninput = 1`)).toMatchObject({
      raw: { prices: { opus: { input: 1 } } },
    });
  });

  it("is told where it is wrong", async () => {
    await expect(validate(priced, "[pricing.opus]\ninput = 'x'\ninptu = 1")).rejects.toMatchObject({
      message: [
        'vibedeck.toml:2:1: "prices.opus.input": Invalid input: expected number, received string',
        'vibedeck.toml:3:1: Unknown key "inptu" in [pricing.opus].',
      ].join("\n"),
    });
  });
});
