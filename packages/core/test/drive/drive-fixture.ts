import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Cli,
  type DriveState,
  isVibeDeckError,
  type JsonObject,
  LOCAL_OWNER,
  type Message,
  type Root,
  type ScopedDrive,
  type SendReceipt,
  type SendRequest,
  type StartRequest,
} from "@vibedeck/core";
import type { MountedBackend } from "@vibedeck/core/host";
import { vi } from "vitest";
import { FileRecord } from "../../src/engine/catalog/file-record.ts";
import { createDriver } from "../../src/engine/drive/driver.ts";
import { DRIVE_LIMITS, type DriveHost, type DriveLimits, type Driver } from "../../src/engine/drive/seams.ts";
import { sessionKey } from "../../src/engine/session-key.ts";
import { openUserData } from "../../src/engine/state/open-user-data.ts";
import { factsOf, type LinesState, messageOf, NO_LINES, reduceLine } from "./scripted-lines.ts";
import { ScriptedTool } from "./scripted-tool.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 30_000 });

/** How long something may be waited for, in milliseconds. */
const PATIENCE = 20_000;

/** Limits for tests: nothing waits long. */
const QUICK: DriveLimits = { ...DRIVE_LIMITS, graceMs: [300, 300, 300] };

/** What the fixture lets tests change. */
export interface DriveSetup {
  readonly limits?: Partial<DriveLimits>;
  readonly readOnly?: boolean;
  readonly cli?: Partial<Cli>;
  readonly roots?: (tool: ScriptedTool) => readonly Root[];
  readonly now?: () => number;
}

/** A driver on the scripted tool with a host of its own: transcripts are read when a test says so. */
export class DriveFixture implements AsyncDisposable {
  readonly tool: ScriptedTool = new ScriptedTool();
  readonly logged: string[] = [];
  readonly moved: [string, string][] = [];
  readonly #stateDir = mkdtempSync(join(tmpdir(), "vibedeck-drive-"));
  readonly #setup: DriveSetup;
  readonly #records = new Map<string, FileRecord>();
  readonly #read = new Map<string, number>();
  readonly #watchers = new Set<() => void>();
  readonly mounted: MountedBackend;
  roots: readonly Root[];
  readonly drivers: Driver[] = [];
  wakes = 0;
  #naming: () => void = () => {};
  #database: ReturnType<typeof openUserData> | undefined;

  private constructor(setup: DriveSetup) {
    this.#setup = setup;
    this.roots = setup.roots?.(this.tool) ?? [this.tool.root()];
    this.mounted = this.tool.mounted(this.roots, setup.cli);
  }

  static async open(setup: DriveSetup = {}): Promise<DriveFixture> {
    const fixture = new DriveFixture(setup);
    await fixture.restart();
    return fixture;
  }

  /** A driver of the next run of the server. The one before is left as it is: it stops or was killed. */
  async restart(): Promise<Driver> {
    this.#database?.close();
    mkdirSync(this.#stateDir, { recursive: true });
    this.#database = openUserData(this.#stateDir);
    const note = (level: string) => (fields: object, text: string) => {
      this.logged.push(`${level} ${text} ${JSON.stringify(fields, plainError)}`);
    };
    const driver = createDriver(this.#host(), {
      database: this.#database,
      logger: { debug: () => {}, info: note("info"), warn: note("warn"), error: note("error") },
      now: this.#setup.now ?? Date.now,
      limits: { ...QUICK, ...this.#setup.limits },
      readOnly: this.#setup.readOnly ?? false,
    });
    this.drivers.push(driver);
    await driver.start();
    return driver;
  }

  get driver(): Driver {
    const driver = this.drivers.at(-1);
    if (driver === undefined) throw new Error("no driver");
    return driver;
  }

  get drive(): ScopedDrive {
    return this.as(LOCAL_OWNER);
  }

  as(user: string): ScopedDrive {
    return this.driver.scoped({ principal: { kind: "user", id: user } });
  }

  start(text: string, more: Partial<StartRequest> = {}): Promise<SendReceipt> {
    return this.drive.start({ id: randomUUID(), text, cwd: this.tool.cwd, ...more });
  }

  async send(key: string, text: string, more: Partial<SendRequest> = {}): Promise<SendReceipt> {
    const receipt = await this.drive.send(key, { id: randomUUID(), text, ...more });
    if (receipt === undefined) throw new Error("no such session");
    return receipt;
  }

  /** What readers of a session are told now. */
  told(key: string): DriveState {
    const overlay = this.driver.overlay(key);
    if (overlay === undefined) return { state: "none", sends: [], approvals: [] };
    return (JSON.parse(overlay.data()) as { drive: DriveState }).drive;
  }

  /** Resolves once what readers are told fits. */
  async until(key: string, fits: (state: DriveState) => boolean): Promise<DriveState> {
    return this.#wait(
      () => (fits(this.told(key)) ? this.told(key) : undefined),
      () => JSON.stringify(this.told(key)),
    );
  }

  /** Resolves once a message is in a state. */
  async sent(key: string, id: string, state: string): Promise<DriveState> {
    return this.until(key, ({ sends }) => sends.some((send) => send.id === id && send.state === state));
  }

  /** Resolves once the blocks that are being written hold a text. */
  async written(key: string, text: string): Promise<void> {
    const fits = (): true | undefined =>
      this.driver
        .overlay(key)
        ?.blocks()
        .some((block) => block.text.includes(text))
        ? true
        : undefined;
    await this.#wait(fits, () => JSON.stringify(this.driver.overlay(key)?.blocks()));
  }

  async condition(holds: () => boolean): Promise<void> {
    await this.#wait(
      () => (holds() ? true : undefined),
      () => "a condition does not come true",
    );
  }

  record(key: string): FileRecord {
    const record = this.#records.get(key);
    if (record === undefined) throw new Error("no such record");
    return record;
  }

  /** A session that was there before. */
  known(path: string, root: Root | undefined = this.roots[0]): FileRecord {
    if (root === undefined) throw new Error("no root");
    const ref = this.mounted.backend.discovery.identify(root, path);
    if (ref === undefined) throw new Error("no transcript");
    const key = sessionKey(this.mounted.backend.id, root, path);
    const record = new FileRecord(key, this.#records.size + 1, this.mounted, root, path, ref);
    this.#records.set(key, record);
    return record;
  }

  /** Discovery names another set of roots, and they were walked. */
  name(roots: readonly Root[]): void {
    const before = this.roots;
    this.roots = roots;
    this.#naming();
    for (const root of before.filter((one) => !roots.includes(one))) {
      for (const [key, record] of this.#records) if (record.root === root) this.#records.delete(key);
      this.driver.rootGone(this.mounted, root);
    }
    for (const root of roots.filter((one) => !before.includes(one))) this.driver.rootCame(this.mounted, root);
  }

  /** What the next run of the server finds when no transcript came. */
  forgetRecords(): void {
    this.#records.clear();
  }

  /** From now on nothing can be written. */
  breakDatabase(): void {
    this.#database?.pragma("query_only = ON");
  }

  /** From now on all can be written again. */
  mendDatabase(): void {
    this.#database?.pragma("query_only = OFF");
  }

  /** Rows of the user data. */
  rows(sql: string): readonly unknown[] {
    return this.#database?.prepare(sql).all() ?? [];
  }

  /** Keys of all sessions that are known. */
  keys(): readonly string[] {
    return [...this.#records.keys()];
  }

  /** Reads what a transcript got, and tells the driver. */
  read(key: string): readonly Message[] {
    const record = this.record(key);
    const lines = this.lines(key);
    const from = this.#read.get(key) ?? 0;
    this.#read.set(key, lines.length);
    const state = lines.reduce<LinesState>(
      (before, value) =>
        reduceLine(before, { value, offset: 0, bytes: 0, start: 0, end: 0 } as unknown as Parameters<
          typeof reduceLine
        >[1]),
      NO_LINES,
    );
    record.size = lines.length * 100;
    record.mtimeMs = (this.#setup.now ?? Date.now)();
    record.facts = factsOf(state);
    const messages = lines.slice(from).map((line) => messageOf(line));
    this.driver.seen(record, messages);
    return messages;
  }

  /** The lines of a transcript as they are now. */
  lines(key: string): readonly JsonObject[] {
    const { root, path } = this.record(key);
    const file = join(root.path, path);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as JsonObject);
  }

  /** What the agent said, by the transcript. */
  said(key: string): readonly unknown[] {
    return this.lines(key)
      .filter((line) => line["role"] === "assistant")
      .map((line) => line["text"]);
  }

  /** What people said, by the transcript. */
  asked(key: string): readonly unknown[] {
    return this.lines(key)
      .filter((line) => line["role"] === "user")
      .map((line) => line["text"]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const driver of this.drivers) await driver.stop(0);
    this.#database?.close();
    rmSync(this.#stateDir, { recursive: true, force: true });
    this.tool[Symbol.dispose]();
  }

  async #wait<T>(look: () => T | undefined, describe: () => string): Promise<T> {
    const late = Date.now() + PATIENCE;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > late) throw new Error(`waited in vain: ${describe()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 250);
        const wake = (): void => {
          clearTimeout(timer);
          this.#watchers.delete(wake);
          resolve();
        };
        this.#watchers.add(wake);
      });
    }
  }

  #host(): DriveHost {
    const wake = (): void => {
      for (const watcher of [...this.#watchers]) watcher();
    };
    return {
      backends: [this.mounted],
      find: (key) => this.#records.get(key),
      roots: (_backend, owner) => this.roots.filter((root) => root.owner === owner),
      rootNamed: async (_backend, owner, signal) => {
        while (!signal.aborted) {
          if (this.roots.some((root) => root.owner === owner)) return true;
          await new Promise<void>((resolve) => {
            this.#naming = resolve;
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
        }
        return false;
      },
      expect: (_mounted, root, path) => {
        const key = sessionKey(this.mounted.backend.id, root, path);
        return this.#records.get(key) ?? this.known(path, root);
      },
      forget: (record) => void this.#records.delete(record.key),
      changed: wake,
      wake: () => {
        this.wakes++;
        wake();
      },
      moved: (from, to) => void this.moved.push([from.key, to.key]),
    };
  }
}

/** The code with which a call is refused. */
export async function refusal(call: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof call === "function" ? call() : call);
    return "nothing";
  } catch (error) {
    return isVibeDeckError(error) ? error.code : String(error);
  }
}

function plainError(_key: string, value: unknown): unknown {
  return value instanceof Error ? `${value.name}: ${value.message}` : value;
}
