import type { DriveBrief, ScopedDrive } from "../../drive.ts";
import type { MountedBackend } from "../../host/mounted.ts";
import type { Message } from "../../message.ts";
import type { Root } from "../../parts.ts";
import type { Scope } from "../../principal.ts";
import type { FileRecord } from "../catalog/file-record.ts";

/** What the driver needs of the engine. */
export interface DriveHost {
  readonly backends: readonly MountedBackend[];
  /** A record by key, whoever asks: the driver checks the scope itself. */
  find(key: string): FileRecord | undefined;
  /** The roots of a backend that belong to an owner, in the order discovery named them. */
  roots(backend: string, owner: string): readonly Root[];
  /** Resolves once a backend names a root of an owner. @returns false when the signal aborted first. */
  rootNamed(backend: string, owner: string, signal: AbortSignal): Promise<boolean>;
  /**
   * The record of a session whose transcript is not there yet, so that it can be listed, opened and followed; the
   * known one when there is one. It is forgotten again by {@link DriveHost.forget}.
   * @param cwd where the session is started, so that it is listed with its project from the beginning.
   * @throws `VibeDeckError` `NOT_SUPPORTED` when the backend does not take the path for a session's.
   */
  expect(mounted: MountedBackend, root: Root, path: string, title: string, cwd?: string): FileRecord;
  /** Forgets a record that was only expected and whose file never came; one whose file came stays. */
  forget(record: FileRecord): void;
  /** The list row of a record is to be told again: its {@link DriveBrief} changed. */
  changed(record: FileRecord): void;
  /** Readers that follow a session have something to take from its overlay. */
  wake(key: string): void;
  /** Tells readers of an expected session that it lies elsewhere. */
  moved(from: FileRecord, to: FileRecord): void;
}

/** A block that is being written. */
export interface PartialBlock {
  readonly messageId: string;
  readonly index: number;
  readonly kind: "text" | "thinking" | "tool";
  readonly tool?: string;
  /** All of it so far. Only grows. */
  readonly text: string;
}

/** What a running agent says beside its transcript. Streams read it when they are ready; nothing piles up for them. */
export interface Overlay {
  /** Raised with every change of the drive state. */
  readonly revision: number;
  /** Data of the `drive` event: `{ key, drive }` as JSON, stringified once for a revision. */
  data(): string;
  /**
   * Raised when blocks became void that the transcript does not have: readers forget what they had. Blocks that the
   * transcript has by count leave {@link Overlay.blocks} without it.
   */
  readonly epoch: number;
  /** The blocks that are being written, in the order in which they began. The same objects until they are dropped. */
  blocks(): readonly PartialBlock[];
}

/** What the engine needs of the driver. */
export interface Driver {
  /** Ends or reports what an earlier run left behind. */
  start(): Promise<void>;
  /** Gives running turns `graceMs` milliseconds, then stops them; refuses new ones at once. */
  stop(graceMs: number): Promise<void>;
  /** What the list shows of a session; `undefined` when there is nothing to show. */
  brief(key: string): DriveBrief | undefined;
  /** Absent when nothing is driven: a stream then tells the plain state. */
  overlay(key: string): Overlay | undefined;
  scoped(scope: Scope): ScopedDrive;
  /** The transcript got these messages (fragments, with their ids): what was sent and streamed is joined with them. */
  seen(record: FileRecord, messages: readonly Message[]): void;
  /** A file came into being that no one expected under its key. */
  found(record: FileRecord): void;
  /** A root is named that was not named before, and was walked. */
  rootCame(mounted: MountedBackend, root: Root): void;
  /** A root is named no more. */
  rootGone(mounted: MountedBackend, root: Root): void;
  /** Whether the last messages of a session's transcript tell how something ended that an earlier server began. */
  asksTranscript(key: string): boolean;
}

/** How driving is bounded. Milliseconds and counts. */
export interface DriveLimits {
  /** Agents in a turn at once, over all sessions; more messages wait. */
  readonly maxRunning: number;
  /** Agents that wait for the next message; the one that waited longest is closed first. */
  readonly maxIdle: number;
  /** How long an agent without background tasks waits for the next message. */
  readonly idleMs: number;
  /** Messages that may wait in one session. */
  readonly maxQueued: number;
  /** Messages that one person may send in a minute. */
  readonly sendsPerMinute: number;
  /** Between the protocol's interrupt, SIGINT, SIGTERM and SIGKILL. */
  readonly graceMs: readonly [number, number, number];
}

/** What holds unless told otherwise. */
export const DRIVE_LIMITS: DriveLimits = {
  maxRunning: 20,
  maxIdle: 4,
  idleMs: 600_000,
  maxQueued: 20,
  sendsPerMinute: 120,
  graceMs: [5_000, 5_000, 5_000],
};
