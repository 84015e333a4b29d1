import { delegate } from "../script/delegate.ts";
import type { SessionScript } from "../script/session-script.ts";
import { HAIKU, PROJECTS, SONNET } from "../stories/story.ts";
import { edit, read } from "../tools/files.ts";
import { grep } from "../tools/search.ts";
import { bash } from "../tools/shell.ts";
import type { Performance } from "./performance.ts";

const PIPELINE = PROJECTS.pipeline;
const SENSORS = ["temperature", "humidity", "weight", "sound"] as const;

/** Sends sub-agents into a data pipeline. */
export const hives: Performance = {
  cast: {
    sessionId: "8b3a60d7-14ef-4c29-9d75-f0e6c8b52a22",
    cwd: PIPELINE,
    branch: "sensor-audit",
    model: SONNET,
    mode: "bypassPermissions",
    context: 27_000,
  },
  opening,
  scenes: [audit, compare],
};

function opening(script: SessionScript): void {
  script.prompt(
    "Before swarming season: audit how we handle each sensor. Send an agent for each and bring me one table.",
  );
  script.title("Audit of all hive sensors");
  script.say("Two first, so that I see how much there is: temperature and humidity.");
  delegate(
    script,
    ...SENSORS.slice(0, 2).map((sensor) => ({
      ...errand(sensor, 46),
      work: (agent: SessionScript) => auditSensor(agent, sensor, 46),
    })),
  );
}

function audit(script: SessionScript, round: number): void {
  const week = 47 + (round % 5);
  if (round > 0) script.prompt(`Again for week ${week}, the two heavy ones.`, [], 2);
  script.say("Now weight and sound, which have the most readings.");
  delegate(
    script,
    ...SENSORS.slice(2).map((sensor) => ({
      ...errand(sensor, week),
      work: (agent: SessionScript) => auditSensor(agent, sensor, week),
    })),
  );
  script.finish(`| sensor | readings in week ${week} | lost | note |
| --- | --: | --: | --- |
| temperature | 120,960 | 0 | |
| humidity | 120,958 | 2 | hive 17's clock |
| weight | 40,320 | 0 | drifts by 30 g in frost |
| sound | 604,800 | ${9 + round} | stored as text: large |`);
}

function compare(script: SessionScript, round: number): void {
  script.prompt("Sound stored as text sounds expensive. Have somebody measure the alternatives.", [], 2);
  delegate(script, {
    type: "general-purpose",
    description: "Measure formats for sound",
    prompt:
      "Measure how large a day of sound readings is as text, as Parquet and as Arrow, and how long each takes to read.",
    model: SONNET,
    work: (agent) => measureFormats(agent, round),
  });
  script.finish(
    "Parquet: a twelfth of the size, and four times as fast to read. I'd change sound first and leave the others.",
  );
}

function errand(
  sensor: string,
  week: number,
): Pick<Parameters<typeof delegate>[1], "type" | "description" | "prompt" | "model"> {
  return {
    type: "Explore",
    description: `Audit ${sensor}, week ${week}`,
    prompt: `Find every place that reads, changes or drops ${sensor} readings. Count those of week ${week} that were lost, and say why. Change nothing.`,
    model: HAIKU,
  };
}

function auditSensor(agent: SessionScript, sensor: string, week: number): string {
  agent.use(
    grep(sensor, "pipeline", [
      `pipeline/ingest/${sensor}.py:12:def ingest(batch: Batch) -> list[Reading]:`,
      `pipeline/clean/rules.py:40:    "${sensor}": drop_outliers(sigma=4),`,
      `pipeline/store/schema.py:22:    ${sensor}: float | None`,
    ]),
    read(
      `${PIPELINE}/pipeline/ingest/${sensor}.py`,
      `def ingest(batch: Batch) -> list[Reading]:
    readings = [parse(row) for row in batch.rows]
    return [r for r in readings if r is not None]`,
      12,
      57,
    ),
  );
  agent.say("`parse` returns nothing for a row that it cannot read, and nobody counts those.");
  agent.use(
    bash(
      `duckdb hives.db "select hive, count(*) from ${sensor} where week = ${week} group by hive order by 2 limit 4"`,
      "Count the readings of each hive",
      "┌───────┬──────────────┐\n│ hive  │ count_star() │\n├───────┼──────────────┤\n│ 17    │        10078 │\n│ 03    │        10080 │\n│ 08    │        10080 │\n│ 21    │        10080 │\n└───────┴──────────────┘",
      3,
    ),
  );
  return `${sensor}: three places touch it; rows that cannot be parsed are dropped without a count (\`ingest/${sensor}.py:14\`). Week ${week} lacks two readings, both of hive 17.`;
}

function measureFormats(agent: SessionScript, round: number): string {
  agent.use(
    bash(
      "python scripts/measure.py --format text --format parquet --format arrow --day 2026-11-0" +
        String(1 + (round % 9)),
      "Measure the three formats",
      "format    size      read\ntext      412.0 MB  6.1 s\nparquet    34.2 MB  1.5 s\narrow      96.8 MB  0.4 s",
      8,
    ),
  );
  agent.say("Arrow is quickest but three times as large as Parquet. We keep years, so size counts.");
  agent.use(
    edit(
      `${PIPELINE}/scripts/measure.py`,
      31,
      ` def sizes(day: date) -> dict[str, int]:
-    return {name: write(day, name).stat().st_size for name in FORMATS}
+    return {name: sum(p.stat().st_size for p in write(day, name)) for name in FORMATS}`,
    ),
  );
  return "Text 412 MB and 6.1 s, Parquet 34 MB and 1.5 s, Arrow 97 MB and 0.4 s a day. Parquet fits best: we keep years.";
}
