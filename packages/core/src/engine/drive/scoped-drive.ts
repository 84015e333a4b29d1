import type { FolderEntry, RunSettings } from "../../cli.ts";
import type { AgentInfo, Answer } from "../../conversation.ts";
import type {
  Approval,
  DriveState,
  ScopedDrive,
  Send,
  SendChange,
  SendReceipt,
  SendRequest,
  StartRequest,
} from "../../drive.ts";
import { VibeDeckError } from "../../errors.ts";
import type { MountedBackend } from "../../host/mounted.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { checkPath, checkText } from "./check-text.ts";
import type { DriverCore } from "./driver-core.ts";
import { checkedDirs, checkedFolder, infoIn, infoOf, listBelow } from "./folders.ts";
import type { Lane } from "./lane.ts";
import { placeOf, runnable } from "./new-session.ts";
import type { Receipts } from "./receipts.ts";
import {
  type CheckedSend,
  checkMessage,
  forkSession,
  settingsIn,
  settingsOf,
  startSession,
} from "./send-message.ts";
import type { QueuedSend } from "./send-queue.ts";

/** Driving for one person: their own sessions and nobody else's, whatever else they may see. */
export class OwnDrive implements ScopedDrive {
  readonly #core: DriverCore;
  readonly #receipts: Receipts;
  readonly #user: string;

  constructor(core: DriverCore, receipts: Receipts, user: string) {
    this.#core = core;
    this.#receipts = receipts;
    this.#user = user;
  }

  async start(request: StartRequest): Promise<SendReceipt> {
    const checked = checkMessage(request);
    return this.#receipts.once(this.#user, request.id, async () => {
      this.#admit();
      return startSession(this.#core, this.#user, request, checked);
    });
  }

  async send(key: string, request: SendRequest): Promise<SendReceipt | undefined> {
    const record = this.#own(key);
    if (record === undefined) return undefined;
    const checked = checkMessage(request);
    return this.#receipts.once(this.#user, request.id, async () => {
      this.#admit();
      return this.#send(record, request, checked);
    });
  }

  async fork(key: string, request: SendRequest): Promise<SendReceipt | undefined> {
    const record = this.#own(key);
    if (record === undefined) return undefined;
    const checked = checkMessage(request);
    return this.#receipts.once(this.#user, request.id, async () => {
      requireSession(record, "fork");
      this.#admit();
      return forkSession(this.#core, this.#core.lanes.of(record), request, checked);
    });
  }

  async change(key: string, sendId: string, change: SendChange): Promise<Send | undefined> {
    const found = this.#waiting(key, sendId);
    if (found === undefined) return undefined;
    this.#core.requireRunning();
    if (change.text !== undefined) {
      checkText(change.text, "The message");
      if (change.text.trim() === "" && found.item.send.attachments.length === 0) throw empty();
    }
    return found.lane.change(found.item, change);
  }

  async remove(key: string, sendId: string): Promise<Send | undefined> {
    const found = this.#waiting(key, sendId);
    return found?.lane.remove(found.item);
  }

  sent(key: string, sendId: string): (Send & { readonly whole: string }) | undefined {
    const send = this.#lost(key, sendId) ?? this.#waiting(key, sendId)?.item.send;
    return send === undefined ? undefined : { ...send, whole: send.text };
  }

  async interrupt(key: string): Promise<DriveState | undefined> {
    const record = this.#own(key);
    if (record === undefined) return undefined;
    const lane = this.#core.lanes.of(record);
    lane.interrupt();
    return lane.drive();
  }

  async settings(
    key: string,
    settings: Pick<RunSettings, "model" | "permissionMode">,
  ): Promise<DriveState | undefined> {
    const record = this.#own(key);
    if (record === undefined) return undefined;
    requireSession(record, "resume");
    this.#core.requireRunning();
    const lane = this.#core.lanes.of(record);
    await lane.choose(await settingsOf(this.#core, lane, settings));
    return lane.drive();
  }

  async state(key: string): Promise<DriveState | undefined> {
    const record = this.#own(key);
    if (record === undefined) return undefined;
    const lane = this.#core.lanes.of(record);
    await this.#core.others.look(lane);
    return lane.drive();
  }

  approvals(): readonly Approval[] {
    return this.#core.approvals.ofUser(this.#user);
  }

  async answer(approvalId: string, answer: Answer): Promise<Approval | undefined> {
    return this.#core.approvals.answer(this.#user, approvalId, answer);
  }

  async info(key: string): Promise<AgentInfo | undefined> {
    const record = this.#own(key);
    if (record === undefined) return undefined;
    requireSession(record, "resume");
    return infoOf(this.#core, this.#core.lanes.of(record));
  }

  async infoIn(cwd: string, backend?: string): Promise<AgentInfo> {
    checkPath(cwd);
    const mounted = await this.#place(backend);
    return infoIn(this.#core, mounted, this.#user, await checkedFolder(mounted, this.#user, cwd, false));
  }

  async list(key: string, path: string): Promise<readonly FolderEntry[] | undefined> {
    const record = this.#own(key);
    return record === undefined ? undefined : listBelow(this.#core.lanes.of(record), path);
  }

  async listIn(path: string, backend?: string): Promise<readonly FolderEntry[]> {
    checkPath(path);
    const { cli } = (await this.#place(backend)).backend;
    return (await cli.list?.(path, this.#user)) ?? [];
  }

  /** @throws `VibeDeckError` `BAD_REQUEST`, `NOT_SUPPORTED`, `UNAVAILABLE`. */
  async #place(backend: string | undefined): Promise<MountedBackend> {
    const { host } = this.#core;
    const mounted = runnable(host.backends, backend);
    await placeOf(host, mounted, this.#user);
    return mounted;
  }

  async #send(record: FileRecord, request: SendRequest, checked: CheckedSend): Promise<SendReceipt> {
    requireSession(record, "resume");
    const lane = this.#core.lanes.of(record);
    if (request.force !== true && lane.told.stage !== "running") await this.#core.others.refuse(lane);
    const { mounted, owner } = record;
    const asked = await settingsOf(this.#core, lane, settingsIn(request));
    const addDirs = await checkedDirs(mounted, owner, request.addDirs);
    const settings = { ...asked, ...(addDirs.length === 0 ? {} : { addDirs }) };
    this.#core.requireRunning();
    // Meanwhile the session may have got another key, or its lane may have been forgotten.
    const now = this.#core.lanes.of(this.#own(record.key) ?? record);
    const send = now.accept(checked, settings, request.attachments ?? []);
    this.#remember(now, settings);
    return { key: now.key, send };
  }

  /** The message is taken: that this could not be saved must not say that it was not. */
  #remember(lane: Lane, settings: RunSettings): void {
    try {
      lane.choice.remember(settings);
    } catch (err) {
      const { logger } = this.#core.deps;
      logger.warn({ err, session: lane.key }, "What was chosen for a session could not be saved");
    }
  }

  #admit(): void {
    this.#core.requireRunning();
    this.#core.rate.count(this.#user);
  }

  /** Only the owner drives; what is foreign is like what is missing. */
  #own(key: string): FileRecord | undefined {
    const record = this.#core.find(key);
    return record?.owner === this.#user ? record : undefined;
  }

  /** A message that came to nothing: its words may stand nowhere else. */
  #lost(key: string, sendId: string): Send | undefined {
    const session = this.#own(key)?.key;
    const stored = session === undefined ? undefined : this.#core.sends.get(this.#user, sendId);
    if (stored === undefined || stored.session !== session || stored.send.endedAt === undefined)
      return undefined;
    const { state, text } = stored.send;
    // One that was taken back has no words any more.
    return state === "done" || text === "" ? undefined : stored.send;
  }

  #waiting(key: string, sendId: string): { readonly lane: Lane; readonly item: QueuedSend } | undefined {
    const record = this.#own(key);
    if (record === undefined) return undefined;
    const lane = this.#core.lanes.of(record);
    const item = lane.queue.find(sendId);
    if (item !== undefined) return { lane, item };
    const over = this.#core.sends.get(this.#user, sendId);
    if (over === undefined || over.session !== lane.key) return undefined;
    throw new VibeDeckError("CONFLICT", `The message waits no longer: it is ${over.send.state}.`);
  }
}

/** @throws `VibeDeckError` `NOT_SUPPORTED`. */
function requireSession({ ref, mounted }: FileRecord, what: "resume" | "fork"): void {
  if (ref.kind === "subagent") {
    throw new VibeDeckError("NOT_SUPPORTED", "A sub-agent's session takes no messages.", {
      hint: "Send them to the session that called it.",
    });
  }
  if (mounted.backend.capabilities[what] === true) return;
  throw new VibeDeckError("NOT_SUPPORTED", `${mounted.backend.title} sessions cannot be driven from here.`);
}

function empty(): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", "The message is empty.");
}
