import type { JsonObject } from "@vibedeck/core";
import type { Beat } from "../script/beat.ts";
import { SessionScript } from "../script/session-script.ts";
import type { Performance } from "./performance.ts";

/** Where lines go and how time passes; the tests have their own. */
export interface Stage {
  append(file: string, line: JsonObject): void;
  /** Removes a session and its sub-agents. */
  remove(file: string): void;
  /** @throws when the show is over. */
  wait(ms: number): Promise<void>;
  now(): Date;
}

/** Lines after which the next prompt begins a new session. */
const LONGEST_SESSION = 400;

/** Sessions of one performance that are left lying. */
const KEPT = 2;

/** People do not watch for a minute while a test runs. */
const SHORTEST_PAUSE = 350;
const LONGEST_PAUSE = 2_600;

/**
 * Plays a performance until the stage throws.
 * @param script the session whose opening has been written.
 */
export async function perform(performance: Performance, script: SessionScript, stage: Stage): Promise<never> {
  const played: string[] = [];
  let current = script;
  for (let round = 0; ; round++) {
    for (const scene of performance.scenes) {
      const before = current.beats.length;
      scene(current, round);
      await play(current.beats.slice(before), stage);
    }
    if (current.beats.length < LONGEST_SESSION) continue;
    played.push(fileOf(current));
    for (const old of played.splice(0, Math.max(0, played.length - KEPT + 1))) stage.remove(old);
    current = await startAnew(performance, stage);
  }
}

async function startAnew(performance: Performance, stage: Stage): Promise<SessionScript> {
  const { sessionId: _first, ...cast } = performance.cast;
  const script = new SessionScript(cast);
  performance.opening(script);
  await play(script.beats, stage);
  return script;
}

async function play(beats: readonly Beat[], stage: Stage): Promise<void> {
  for (const { pause, file, line } of beats) {
    // What is written at once in a real session comes at once here too.
    if (pause > 100) await stage.wait(Math.min(Math.max(pause, SHORTEST_PAUSE), LONGEST_PAUSE));
    stage.append(file, line(stage.now().toISOString()));
  }
}

function fileOf(script: SessionScript): string {
  const [first] = script.beats;
  return first?.file ?? "";
}
