import type { JsonObject } from "@vibedeck/core";

/** A `usage` object of the Messages API. */
export function usage(
  [input, output, cacheWrite5m, cacheWrite1h, cacheRead]: readonly [number, number, number, number, number],
  more: JsonObject = {},
): JsonObject {
  return {
    input_tokens: input,
    output_tokens: output,
    cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
    service_tier: "standard",
    ...more,
  };
}

/** The answers of one conversation: every price class, both sides of a tier's threshold, and missing numbers. */
export const EVERY_CLASS: readonly JsonObject[] = [
  usage([123, 321, 0, 0, 0]),
  usage([7, 4_321, 1_001, 0, 0]),
  usage([3, 11, 0, 2_003, 5_003], { server_tool_use: { web_search_requests: 3, web_fetch_requests: 5 } }),
  usage([0, 1, 407, 613, 10_007], { inference_geo: "not_available" }),
  { input_tokens: 5, output_tokens: 6, cache_creation_input_tokens: 709, cache_read_input_tokens: null },
  usage([1_000, 2_000, 20_000, 29_000, 50_000]),
  usage([1_000, 2_000, 20_000, 29_000, 50_001]),
  usage([10_001, 3_000, 30_000, 60_000, 150_000]),
];

/** The same in the other modes that a price depends on. */
export function everyClass(more: JsonObject): readonly JsonObject[] {
  return EVERY_CLASS.map((answer) => ({ ...answer, ...more }));
}

function iteration(type: string, counts: Parameters<typeof usage>[0], more: JsonObject = {}): JsonObject {
  return { type, ...usage(counts), ...more };
}

/** Messages of several iterations, two of them with an adviser's answer inside. */
export function advised(advisor: string): readonly JsonObject[] {
  return [
    usage([50, 60, 0, 0, 0], { iterations: [iteration("message", [50, 60, 0, 0, 0])] }),
    usage([3, 552, 1_679, 1_859, 155_903], {
      iterations: [
        iteration("message", [1, 104, 0, 1_859, 77_022]),
        iteration("advisor_message", [81_821, 6_523, 0, 0, 0], { model: advisor }),
        iteration("message", [2, 448, 1_679, 0, 78_881]),
      ],
    }),
    usage([60_006, 70, 0, 0, 140_000], {
      iterations: [
        iteration("message", [60_003, 30, 0, 0, 40_001]),
        iteration("message", [3, 40, 0, 0, 99_999]),
        iteration("advisor_message", [100_001, 50, 0, 0, 0], { model: advisor }),
      ],
    }),
  ];
}
