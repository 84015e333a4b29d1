import type { JsonObject, UsageRecord } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { createPricing, PRICE_TABLE } from "../../src/pricing/index.ts";
import { type ClaudeBinary, findClaudeBinaries } from "./claude-binary.ts";
import { differenceOf, type KnownVersion, knownVersion, type Mode } from "./differences.ts";
import { type MessagesApi, type Reply, startMessagesApi } from "./messages-api.ts";
import { runClaude } from "./run-claude.ts";
import { advised, EVERY_CLASS, everyClass } from "./usages.ts";

/*
 * The real Claude Code talks to a stand-in of the Messages API that answers with chosen numbers. It adds up what that
 * cost, and writes a transcript. Reading the transcript must lead to the same sum.
 */

const binaries = findClaudeBinaries(process.env);
const pricing = createPricing();
const SECONDS = 60_000;
const now = Date.now();
const models = PRICE_TABLE.map((model) => model.id);
const cases: readonly (readonly [Mode, readonly string[], readonly JsonObject[]])[] = [
  ["standard", [...models, "glm-4.7"], EVERY_CLASS],
  ["fast", withPrices("fast"), everyClass({ speed: "fast" })],
  ["us", [...withPrices("regional"), "claude-haiku-4-5-20251001"], everyClass({ inference_geo: "us" })],
  [
    "advised",
    ["claude-opus-5", "claude-opus-5-5", "claude-haiku-5-5", "claude-sonnet-4-5-20250929"],
    advised("claude-fable-5"),
  ],
];

if (binaries.length === 0) {
  it.skipIf(!process.env["VIBEDECK_REQUIRE_CLAUDE"])("has a Claude Code to compare with", () => {
    expect.fail(
      "VIBEDECK_REQUIRE_CLAUDE is set, but VIBEDECK_CLAUDE_BIN names no claude and none is installed",
    );
  });
}

for (const binary of binaries) {
  const known = knownVersion(binary.version);
  describe(`Claude Code ${binary.version}`, () => {
    for (const [mode, names, answers] of cases) {
      for (const model of names) compareCost(binary, known, mode, model, answers);
    }
  });
}

function compareCost(
  binary: ClaudeBinary,
  known: KnownVersion,
  mode: Mode,
  model: string,
  answers: readonly JsonObject[],
): void {
  const difference = differenceOf(known, model, mode);
  const name = difference ? `otherwise: ${difference.why}` : "to the billionth of a dollar as we do";
  it(`counts ${model} in ${mode} mode ${name}`, { timeout: SECONDS }, async () => {
    const { theirs, records } = await converse(binary, model, answers);

    const ours = total(records, known.regions, pricing.price);
    const expected = difference
      ? total(records, known.regions, createPricing({ [model]: difference.rates }).price)
      : ours;

    expect(theirs).toBeGreaterThan(0);
    expect(Math.abs(expected - theirs), `expected ${expected}, theirs ${theirs}`).toBeLessThan(1e-9);
    if (difference) expect(Math.abs(ours - theirs) < 1e-9, "the difference is gone").toBe(false);
  });
}

function withPrices(what: "fast" | "regional"): string[] {
  return PRICE_TABLE.filter((model) =>
    what === "regional" ? model.regional === true : model.periods.some((period) => period.fast !== undefined),
  ).map((model) => model.id);
}

/** Leads one conversation with a request for each answer, and reads what it left behind. */
async function converse(
  binary: ClaudeBinary,
  model: string,
  answers: readonly JsonObject[],
): Promise<{ readonly theirs: number; readonly records: readonly UsageRecord[] }> {
  await using api = await startMessagesApi(({ index }) => reply(index, answers));
  const { result, entries } = await runClaude({
    binary,
    apiUrl: api.url,
    model,
    prompt: "Read the note, again and again.",
    // What is not in the transcript cannot be compared, and an old model must not be replaced by a new one.
    env: { DISABLE_AUTO_COMPACT: "1", CLAUDE_CODE_DISABLE_LEGACY_MODEL_REMAP: "1" },
  });
  expectRequests(api, model, answers.length);
  const records = new Map<string, UsageRecord>();
  for (const entry of entries) {
    const record = pricing.usage(entry);
    if (record !== undefined) records.set(record.id, record);
  }
  expect(records.size).toBe(answers.length);
  return { theirs: Number(result["total_cost_usd"]), records: [...records.values()] };
}

function reply(index: number, answers: readonly JsonObject[]): Reply {
  const last = index >= answers.length - 1;
  const text = { type: "text", text: `Answer ${index}.` } as const;
  const tool = {
    type: "tool_use",
    id: `toolu_${index}`,
    name: "Read",
    input: { file_path: "note.txt" },
  } as const;
  return { content: last ? [text] : [text, tool], usage: answers[index] ?? {} };
}

function expectRequests(api: MessagesApi, model: string, count: number): void {
  expect(api.requests.map((request) => request.model)).toEqual(Array.from({ length: count }, () => model));
}

function total(
  records: readonly UsageRecord[],
  regions: boolean,
  price: (usage: UsageRecord) => number | undefined,
): number {
  return records.reduce((usd, { region, ...record }) => {
    expect(record.at ?? 0).toBeGreaterThanOrEqual(now - SECONDS);
    return usd + (price(regions && region !== undefined ? { ...record, region } : record) ?? Number.NaN);
  }, 0);
}
