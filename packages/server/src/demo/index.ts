import { setTimeout } from "node:timers/promises";
import { DemoHome } from "./demo-home.ts";
import { checkout } from "./live/checkout.ts";
import { hives } from "./live/hives.ts";
import { pages } from "./live/pages.ts";
import { perform, type Stage } from "./live/perform.ts";
import type { Performance } from "./live/performance.ts";
import { placeInTime } from "./script/beat.ts";
import { SessionScript } from "./script/session-script.ts";
import { tellStories } from "./stories/index.ts";

/** Sessions that grow while somebody looks. */
const PERFORMANCES: readonly Performance[] = [checkout, hives, pages];

/**
 * Makes a temporary home with invented sessions in every state, and goes on writing to some of them until the signal
 * aborts. Then nothing is left of it.
 */
export async function startDemo(signal: AbortSignal): Promise<{ readonly home: string }> {
  signal.throwIfAborted();
  const home = new DemoHome();
  const remove = (): void => home.removeAll();
  process.once("exit", remove);
  signal.addEventListener("abort", () => {
    process.off("exit", remove);
    remove();
  });
  try {
    const now = Date.now();
    for (const story of tellStories(now)) home.write(story);
    const stage = stageIn(home, signal);
    for (const performance of PERFORMANCES) raiseCurtain(performance, home, stage, now, signal);
  } catch (error) {
    process.off("exit", remove);
    remove();
    throw error;
  }
  return { home: home.path };
}

function raiseCurtain(
  performance: Performance,
  home: DemoHome,
  stage: Stage,
  now: number,
  signal: AbortSignal,
): void {
  const script = new SessionScript(performance.cast);
  performance.opening(script);
  script.settle();
  home.write(placeInTime(script.beats, now));
  perform(performance, script, stage).catch((error: unknown) => {
    // Mostly it was told to stop; a full disk, say, ends a performance and not the server.
    if (!signal.aborted) process.emitWarning(`A session of the demo stands still: ${String(error)}`);
  });
}

function stageIn(home: DemoHome, signal: AbortSignal): Stage {
  return {
    append: (file, line) => {
      signal.throwIfAborted();
      home.append(file, line);
    },
    remove: (file) => home.remove(file),
    wait: (ms) => setTimeout(ms, undefined, { signal, ref: false }),
    now: () => new Date(),
  };
}
