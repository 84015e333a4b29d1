import { hiveChart } from "../pictures/pictures.ts";
import { SessionScript } from "../script/session-script.ts";
import { edit, read, readImage } from "../tools/files.ts";
import { taskCreate, taskUpdate } from "../tools/plans.ts";
import { bash } from "../tools/shell.ts";
import { OPUS, PROJECTS, type Story } from "./story.ts";

const SUMMARY = `1. **Goal**: the nightly import must not lose readings when a hive is offline for some hours.
2. **Done**: readings are kept in the gateway until acknowledged; the importer accepts late ones; three of five tests written.
3. **Found**: hive 17's clock is 40 minutes behind; its readings look late and are not.
4. **Open**: mark interpolated values in the chart; a test for a gap over midnight; tell Bram about hive 17.`;

/** A conversation that outgrew the context once. */
export function compacted(): Story {
  const script = new SessionScript({
    sessionId: "71f2a8c3-e04d-4b96-8d15-c9b63e7f2a77",
    cwd: PROJECTS.pipeline,
    branch: "late-readings",
    model: OPUS,
    context: 742_000,
  });
  script.prompt("Go on with the late readings. The chart should show where we filled a gap.");
  script.title("Late readings of hives that were offline");
  script.use(
    taskCreate("1", "Keep readings until acknowledged", "In the gateway, on disk, a week at most."),
    taskCreate("2", "Mark interpolated values", "A band behind the curve."),
    taskCreate("3", "Test a gap over midnight", "Two days, one gap."),
  );
  script.use(taskUpdate("1", "pending", "completed"), taskUpdate("2", "pending", "in_progress"));
  script.use(
    read(
      "/home/ines/work/hive-telemetry/charts/temperature.py",
      `def draw(readings: list[Reading], out: Path) -> None:
    figure, axes = plt.subplots(figsize=(8, 3.75))
    axes.plot([r.at for r in readings], [r.celsius for r in readings], color="#b45309")
    figure.savefig(out)`,
      20,
      88,
    ),
  );
  script.say("`Reading` knows whether it was interpolated, the chart just doesn't look.");
  script.compact(SUMMARY, 38_000);
  script.use(
    edit(
      "/home/ines/work/hive-telemetry/charts/temperature.py",
      20,
      ` def draw(readings: list[Reading], out: Path) -> None:
     figure, axes = plt.subplots(figsize=(8, 3.75))
+    for gap in gaps(readings):
+        axes.axvspan(gap.start, gap.end, color="#fdecc8", label="filled in")
     axes.plot([r.at for r in readings], [r.celsius for r in readings], color="#b45309")
     figure.savefig(out)`,
    ),
    bash("python -m charts.temperature --hive 17 --week 46 --out /var/tmp/hive-17.png", "Draw a week", "", 3),
  );
  script.use(readImage("/var/tmp/hive-17.png", hiveChart()));
  script.say(
    "The band sits exactly on the night when the gateway had no network. Now the gap over midnight.",
  );
  script.use(
    taskUpdate("2", "in_progress", "completed"),
    taskUpdate("3", "pending", "in_progress"),
    bash(
      "pytest -q tests/test_late_readings.py",
      "Run the tests of late readings",
      "......                                                                   [100%]\n6 passed in 1.84s",
      3,
    ),
  );
  script.use(taskUpdate("3", "in_progress", "completed"));
  script.finish(
    "The chart shows filled gaps as a pale band, and a gap over midnight is one gap, not two. **Please tell Bram** that hive 17's clock is 40 minutes behind: until it is set, its readings arrive as if late.",
  );
  return { script, minutesAgo: 200 };
}
