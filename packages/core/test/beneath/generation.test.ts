import { appendFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { generation, openBeneath } from "@vibedeck/core/host";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HostileHome } from "./hostile-home.ts";

describe("the generation of a file", () => {
  let home: HostileHome;
  const now = (): string | undefined => {
    using file = openBeneath({ path: home.path, trusted: true }, "x.jsonl");
    return generation(file);
  };

  beforeEach(() => {
    home = new HostileHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it("is 16 URL-safe characters that stay while the file grows", () => {
    home.write("x.jsonl", '{"a":1}\n');
    const first = now();
    appendFileSync(home.at("x.jsonl"), '{"b":2}\n'.repeat(1000));

    expect(first).toMatch(/^[\w-]{16}$/);
    expect(now()).toBe(first);
  });

  it("is not known before the first line is whole or 4,096 bytes long", () => {
    home.write("x.jsonl", "");
    expect(now()).toBeUndefined();
    appendFileSync(home.at("x.jsonl"), "x".repeat(4_095));
    expect(now()).toBeUndefined();
    appendFileSync(home.at("x.jsonl"), "x");
    const known = now();
    appendFileSync(home.at("x.jsonl"), 'x"}\n{}\n');

    expect(known).toMatch(/^[\w-]{16}$/);
    expect(now()).toBe(known);
  });

  it("changes when the file is rewritten in place with another first line (148, 224)", () => {
    home.write("x.jsonl", '{"a":1}\n');
    const first = now();
    writeFileSync(home.at("x.jsonl"), '{"a":2}\n');

    expect(now()).not.toBe(first);
  });

  it("changes when another file with the same content takes the name (126, 224)", () => {
    home.write("x.jsonl", '{"a":1}\n');
    const first = now();
    home.write("y.jsonl", '{"a":1}\n');
    renameSync(home.at("y.jsonl"), home.at("x.jsonl"));
    const replaced = now();
    rmSync(home.at("x.jsonl"));
    home.write("x.jsonl", '{"a":1}\n');

    expect(new Set([first, replaced, now()]).size).toBe(3);
  });
});
