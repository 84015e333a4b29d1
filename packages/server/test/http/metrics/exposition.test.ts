import { expect, test } from "vitest";
import { exposition, single } from "../../../src/http/metrics/exposition.ts";

test("writes what Prometheus reads, with everything that could break a line escaped", () => {
  const text = exposition([
    single("a_total", "counter", "How \\ many\nthere are.", 3),
    {
      name: "b",
      type: "gauge",
      help: 'In "quotes".',
      samples: [
        { labels: { user: 'a"b\\c\nd', state: "x" }, value: 0.25 },
        { value: Number.POSITIVE_INFINITY },
        { value: Number.NEGATIVE_INFINITY },
        { value: Number.NaN },
        { value: 1e21 },
      ],
    },
    { name: "c", type: "gauge", help: "Nothing.", samples: [] },
  ]);

  expect(text).toBe(
    [
      "# HELP a_total How \\\\ many\\nthere are.",
      "# TYPE a_total counter",
      "a_total 3",
      '# HELP b In "quotes".',
      "# TYPE b gauge",
      'b{user="a\\"b\\\\c\\nd",state="x"} 0.25',
      "b +Inf",
      "b -Inf",
      "b NaN",
      "b 1e+21",
      "",
    ].join("\n"),
  );
});
