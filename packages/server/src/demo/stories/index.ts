import { placeInTime, type Written } from "../script/beat.ts";
import { compacted } from "./compacted.ts";
import { encryptionPlan } from "./encryption-plan.ts";
import { continued, forked } from "./fork.ts";
import { longReview } from "./long-review.ts";
import { permission } from "./permission.ts";
import { phoneLayout } from "./phone-layout.ts";
import { phoneLayoutFork } from "./phone-layout-fork.ts";
import { preorderQuestion } from "./preorder-question.ts";
import { research } from "./research.ts";
import type { Story } from "./story.ts";
import { usageLimit } from "./usage-limit.ts";

const MINUTE = 60_000;

/** Lines of the original that its fork has as well. */
const COPIED = 16;

/** All sessions that nobody works on, as they stand at a moment. */
export function tellStories(now: number): readonly (readonly Written[])[] {
  const original = told(phoneLayout(), now);
  const fork = phoneLayoutFork();
  const copied = forked(original, fork.script.sessionId, COPIED);
  const rest = [preorderQuestion, encryptionPlan, usageLimit, permission, compacted, research, longReview];
  return [
    original,
    [...copied, ...continued(told(fork, now), copied)],
    ...rest.map((story) => told(story(), now)),
  ];
}

function told({ script, minutesAgo }: Story, now: number): readonly Written[] {
  return placeInTime(script.beats, now - minutesAgo * MINUTE);
}
