import type { EngineAddress } from "./engine.ts";

/** The image with the real Claude Code. @returns its name. */
export async function claudeImage(_engine: EngineAddress): Promise<string> {
  throw new Error("not made yet");
}
