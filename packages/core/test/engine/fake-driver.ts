import type { DriveBrief, DriveState, Message, Root, ScopedDrive } from "@vibedeck/core";
import type { Engine, MountedBackend } from "@vibedeck/core/host";
import type { FileRecord } from "../../src/engine/catalog/file-record.ts";
import type { DriverDeps } from "../../src/engine/drive/driver.ts";
import type { DriveHost, Driver, Overlay, PartialBlock } from "../../src/engine/drive/seams.ts";
import type { EngineOptions } from "../../src/engine/engine.ts";
import { engineWith } from "../../src/engine/engine-with.ts";

/** What a fake agent says: changed by tests as a real one would, and told to readers through the host. */
export class FakeOverlay implements Overlay {
  revision = 1;
  epoch = 1;
  written: { messageId: string; index: number; kind: PartialBlock["kind"]; tool?: string; text: string }[] =
    [];
  state: DriveState = { state: "running", sends: [], approvals: [] };
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  data(): string {
    return JSON.stringify({ key: this.#key, drive: this.state });
  }

  blocks(): readonly PartialBlock[] {
    return this.written;
  }
}

/** A driver that does what tests say, behind a real engine. */
export class FakeDriver implements Driver {
  readonly host: DriveHost;
  readonly deps: DriverDeps;
  readonly briefs = new Map<string, DriveBrief>();
  readonly overlays = new Map<string, FakeOverlay>();
  readonly log: string[] = [];
  readonly foundRecords: FileRecord[] = [];
  readonly seenIds: string[] = [];
  onStart: () => Promise<void> = async () => {};
  onStop: (graceMs: number) => Promise<void> = async () => {};

  constructor(host: DriveHost, deps: DriverDeps) {
    this.host = host;
    this.deps = deps;
  }

  async start(): Promise<void> {
    this.log.push("start");
    await this.onStart();
  }

  async stop(graceMs: number): Promise<void> {
    this.log.push(`stop ${graceMs}`);
    await this.onStop(graceMs);
  }

  brief(key: string): DriveBrief | undefined {
    return this.briefs.get(key);
  }

  overlay(key: string): FakeOverlay | undefined {
    return this.overlays.get(key);
  }

  scoped(): ScopedDrive {
    throw new Error("not driven through the view here");
  }

  seen(record: FileRecord, messages: readonly Message[]): void {
    this.log.push(`seen ${record.ref.id}`);
    this.seenIds.push(...messages.map(({ id }) => id));
  }

  found(record: FileRecord): void {
    this.foundRecords.push(record);
  }

  asksTranscript(key: string): boolean {
    return this.briefs.get(key)?.state === "none";
  }

  rootCame(_mounted: MountedBackend, root: Root): void {
    this.log.push(`came ${root.owner}`);
  }

  rootGone(_mounted: MountedBackend, root: Root): void {
    this.log.push(`gone ${root.owner}`);
  }

  /** A session is driven from now on. */
  drive(key: string): FakeOverlay {
    const overlay = new FakeOverlay(key);
    this.overlays.set(key, overlay);
    this.host.wake(key);
    return overlay;
  }

  /** More of a block, as a running agent writes it. */
  write(key: string, messageId: string, text: string, index = 0): void {
    const written = this.overlays.get(key)?.written ?? [];
    const block = written.find((known) => known.messageId === messageId && known.index === index);
    if (block === undefined) written.push({ messageId, index, kind: "text", text });
    else block.text += text;
    this.host.wake(key);
  }

  /** What was written is in the transcript, or void. */
  drop(key: string): void {
    const overlay = this.overlays.get(key);
    if (overlay === undefined) return;
    overlay.written = [];
    overlay.epoch++;
    this.host.wake(key);
  }

  /** The drive state changed. */
  say(key: string, state: Partial<DriveState>): void {
    const overlay = this.overlays.get(key);
    if (overlay === undefined) return;
    overlay.state = { ...overlay.state, ...state };
    overlay.revision++;
    this.host.wake(key);
  }

  /** What the list shows changed. */
  tell(key: string, brief: DriveBrief | undefined): void {
    if (brief === undefined) this.briefs.delete(key);
    else this.briefs.set(key, brief);
    const record = this.host.find(key);
    if (record !== undefined) this.host.changed(record);
  }
}

/** An engine and the fake that drives it; `prepare` sees the driver before anything runs. */
export function fakeDriven(
  options: EngineOptions,
  prepare: (driver: FakeDriver) => void = () => {},
): { engine: Engine; driver: () => FakeDriver } {
  let made: FakeDriver | undefined;
  const engine = engineWith(options, (host, deps) => {
    made = new FakeDriver(host, deps);
    prepare(made);
    return made;
  });
  const driver = (): FakeDriver => {
    if (made === undefined) throw new Error("the engine was not started");
    return made;
  };
  return { engine, driver };
}
