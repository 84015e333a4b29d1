import type { JsonObject } from "@vibedeck/core";
import type { Beat } from "./beat.ts";
import { uuid } from "./ids.ts";

/** Where a session runs, as every entry of its transcript says. */
export interface Surroundings {
  readonly sessionId: string;
  readonly cwd: string;
  readonly branch: string;
  readonly version: string;
  /** Set in the file of a sub-agent. */
  readonly agentId?: string;
}

/** One transcript: a chain of entries, each of which names the one before. */
export class TranscriptFile {
  readonly path: string;
  readonly #around: Surroundings;
  readonly #beats: Beat[];
  #last: string | null = null;

  /** @param beats where the lines go; several files may share it and so run at the same time. */
  constructor(around: Surroundings, beats: Beat[]) {
    const folder = around.cwd.replaceAll(/[^A-Za-z0-9]/g, "-");
    this.path =
      around.agentId === undefined
        ? `${folder}/${around.sessionId}.jsonl`
        : `${folder}/${around.sessionId}/subagents/agent-${around.agentId}.jsonl`;
    this.#around = around;
    this.#beats = beats;
  }

  /** The id of the last entry of the conversation. */
  get last(): string | null {
    return this.#last;
  }

  /** Adds an entry of the conversation. */
  entry(pauseMs: number, fields: JsonObject): string {
    const id = uuid();
    const envelope = { parentUuid: this.#last, isSidechain: this.#around.agentId !== undefined };
    const { sessionId, cwd, branch: gitBranch, version, agentId } = this.#around;
    this.#last = id;
    this.#add(pauseMs, (timestamp) => ({
      ...envelope,
      ...(agentId === undefined ? {} : { agentId }),
      ...fields,
      uuid: id,
      timestamp,
      session_id: sessionId,
      userType: "external",
      entrypoint: "cli",
      cwd,
      sessionId,
      version,
      gitBranch,
    }));
    return id;
  }

  /** Adds an entry that keeps a state of the session, outside the conversation. */
  state(fields: JsonObject): void {
    const { sessionId } = this.#around;
    this.#add(5, () => ({ ...fields, sessionId }));
  }

  /** Adds the checkpoint of files that Claude Code takes before a prompt. */
  checkpoint(): void {
    const messageId = uuid();
    this.#add(5, (timestamp) => ({
      type: "file-history-snapshot",
      messageId,
      snapshot: { messageId, trackedFileBackups: {}, timestamp },
      isSnapshotUpdate: false,
    }));
  }

  #add(pause: number, line: Beat["line"]): void {
    this.#beats.push({ pause, file: this.path, line });
  }
}
