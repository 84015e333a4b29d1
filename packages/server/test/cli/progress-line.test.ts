import { describe, expect, it, vi } from "vitest";
import { ProgressLine, progressText } from "../../src/cli/progress-line.ts";
import { shouldOpen } from "../../src/cli/should-open.ts";

const half = { done: false, files: 5, totalFiles: 10, bytes: 50_000_000, totalBytes: 100_000_000 };

describe("ProgressLine", () => {
  it("shows how far it is, lets log lines pass above, and ends with a sentence", () => {
    vi.useFakeTimers();
    const written: string[] = [];
    const line = new ProgressLine({ write: (text) => written.push(text) });
    let progress = half;

    line.follow(() => progress);
    line.write("a log line\n");
    progress = { ...half, done: true };
    vi.advanceTimersByTime(200);
    line.write("later\n");
    vi.useRealTimers();

    const shown = progressText(half);
    expect(shown).toBe("Reading transcripts ████████████░░░░░░░░░░░░ 5/10, 50 MB of 100 MB");
    const clear = "\r\u001b[2K";
    expect(written).toEqual([
      `${clear}${shown}`,
      `${clear}a log line\n${shown}`,
      clear,
      expect.stringMatching(/^Read 10 transcripts \(100 MB\) in \d+\.\d s\.\n$/),
      "later\n",
    ]);
  });

  it("is cut to the width of the terminal, as a wrapped line cannot be taken back", () => {
    const written: string[] = [];
    const line = new ProgressLine({ columns: 21, write: (text) => written.push(text) });

    line.follow(() => half);
    line.stop();

    expect(written[0]).toBe("\r\u001b[2KReading transcripts ");
  });

  it("says nothing where there is nothing to read", () => {
    const written: string[] = [];

    new ProgressLine({ write: (text) => written.push(text) }).follow(() => ({
      done: true,
      files: 0,
      totalFiles: 0,
      bytes: 0,
      totalBytes: 0,
    }));

    expect(written).toEqual([]);
  });

  it("stays a line when files grow while they are read, and when there is nothing yet", () => {
    expect(progressText({ ...half, bytes: 2e9 })).toContain("2.0 GB of 100 MB");
    expect(progressText({ ...half, bytes: 0, totalBytes: 0 })).toContain("░ 5/10, 0 kB of 0 kB");
  });
});

describe("shouldOpen", () => {
  const sink = (isTTY: boolean) => ({ isTTY, write: () => {} });

  it.each([
    [undefined, true, {}, true],
    [undefined, false, {}, false],
    [undefined, true, { CI: "true" }, false],
    [undefined, true, { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }, false],
    [undefined, true, { SSH_TTY: "" }, true],
    [true, false, { CI: "true" }, true],
    [false, true, {}, false],
  ])("told %s, terminal %s, %j: %s", (told, isTTY, env, expected) => {
    expect(shouldOpen(told, { stdout: sink(isTTY), env })).toBe(expected);
  });
});
