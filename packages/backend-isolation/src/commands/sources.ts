import type { PartContext } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import type { SandboxRuntime } from "../sandbox-runtime.ts";

/** What the verbs do with sandboxes. None of it makes or starts one. */
export type ManagedSandboxes = Pick<SandboxRuntime, "jobs" | "list" | "logs" | "remove" | "stop" | "use">;

/** An image to be built. */
export interface BuildRequest {
  /** Name and tag that it gets. */
  readonly tag: string;
  /** Absent: the version that this VibeDeck was tried with. */
  readonly claudeCode?: string;
}

/** How the build is followed. */
export interface BuildOptions {
  readonly signal: AbortSignal;
  /** A line of the build's output, without its end. */
  line(text: string): void;
}

/** Builds the image for sandboxes. */
export interface ImageBuilder {
  /** @throws `VibeDeckError` `UNAVAILABLE` when the engine cannot be reached, `AGENT_FAILED` when a step fails. */
  build(request: BuildRequest, options: BuildOptions): Promise<void>;
}

/** What the verbs are made of. */
export interface CommandSources {
  sandboxes(context: PartContext<IsolationConfig>): ManagedSandboxes;
  builder(config: IsolationConfig): ImageBuilder;
}
