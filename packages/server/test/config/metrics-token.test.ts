import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load-config.ts";
import { tempSurroundings } from "./surroundings.ts";

const TOKEN = "q2V0c8Yt5mBz1LrXw9Kd4HnJf7GpSa3EuTiOvCxM6bQ=";

/** A configuration beside a file with a token. */
function load(toml: string, { text = `${TOKEN}\n`, mode = 0o600, env = {} } = {}) {
  const here = tempSurroundings({ "vibedeck.toml": `[serve]\n${toml}` }, env);
  writeFileSync(join(here.cwd, "token"), text);
  chmodSync(join(here.cwd, "token"), mode);
  return loadConfig(new Map(), here);
}

describe("the figures of [serve]", () => {
  it("are off when nobody asks for them", () => {
    expect(load("").serve).toMatchObject({ metrics: false });
    expect(load("metrics = true").serve).toMatchObject({ metrics: true });
    expect(load("metrics = true").serve.metricsToken).toBeUndefined();
    expect(load("", { env: { VIBEDECK_METRICS: "on" } }).serve.metrics).toBe(true);
  });

  it("have a token in a file, which shows itself nowhere (248)", () => {
    const config = load('metrics = true\nmetrics_token_file = "token"');

    expect(config.serve.metricsToken?.reveal()).toBe(TOKEN);
    expect(JSON.stringify(config)).not.toContain(TOKEN);
  });

  it.each([
    ["none", {}, "none does not exist."],
    ["token", { mode: 0o644 }, "may be used by others than its owner (mode 644): run chmod 600 on it."],
    ["token", { text: "" }, "the token in token is empty."],
    ["token", { text: "short" }, "the token in token has 5 bytes, and needs at least 32."],
    ["token", { text: "change-me-change-me-change-me-change-me" }, "is a placeholder."],
    ["token", { text: `${TOKEN} and more` }, "one line of printable ASCII without spaces."],
    ["token", { text: `${TOKEN}\n${TOKEN}x` }, "one line of printable ASCII without spaces."],
  ])("are refused with a token that is none: %s, %j", (file, options, sentence) => {
    const act = () => load(`metrics = true\nmetrics_token_file = "${file}"`, options);

    expect(act).toThrow(sentence);
    expect(act).toThrow(/^vibedeck\.toml:3:1: "metrics_token_file"/);
    expect(act).not.toThrow(TOKEN);
  });

  it("are warned about when there is a token for nothing", () => {
    expect(load('metrics_token_file = "none"').warnings).toEqual([
      expect.stringContaining('"metrics" under [serve] is not on'),
    ]);
  });

  it.each(["metrics = 1", "metrics_token_file = true"])("are told of by the right kinds only: %s", (line) => {
    expect(() => load(line)).toThrow(/"metrics\w*" must be/);
  });
});
