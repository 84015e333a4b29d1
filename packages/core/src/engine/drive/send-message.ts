import type { RunSettings } from "../../cli.ts";
import type { Send, SendReceipt, SendRequest, StartRequest } from "../../drive.ts";
import { VibeDeckError } from "../../errors.ts";
import type { MountedBackend } from "../../host/mounted.ts";
import type { DrivenSession } from "../state/driven-store.ts";
import { folderOf } from "./action-for.ts";
import { checkAttachments } from "./check-attachments.ts";
import { checkSettings, isRealModel } from "./check-settings.ts";
import { checkId, checkText } from "./check-text.ts";
import type { DriverCore } from "./driver-core.ts";
import { checkedDirs, checkedFolder, infoIn, infoOf } from "./folders.ts";
import type { Lane } from "./lane.ts";
import { newSession, placeOf, rootsOf, runnable } from "./new-session.ts";

/** A message that may be stored. */
export type CheckedSend = Pick<Send, "id" | "text" | "attachments" | "steer">;

/** @throws `VibeDeckError` `BAD_REQUEST`, `PAYLOAD_TOO_LARGE`. */
export function checkMessage({ id, text, attachments = [], steer = false }: SendRequest): CheckedSend {
  checkId(id);
  checkText(text, "The message");
  const brief = checkAttachments(attachments);
  if (text.trim() === "" && brief.length === 0)
    throw new VibeDeckError("BAD_REQUEST", "The message is empty.");
  return { id, text, attachments: brief, steer: steer === true };
}

/** What a request says of how the agent is to work. */
export function settingsIn({ model, permissionMode }: RunSettings): RunSettings {
  return {
    ...(model === undefined ? {} : { model }),
    ...(permissionMode === undefined ? {} : { permissionMode }),
  };
}

/** Checks what was asked for against what the tool offers in a session. @throws `VibeDeckError` `BAD_REQUEST`. */
export async function settingsOf(core: DriverCore, lane: Lane, settings: RunSettings): Promise<RunSettings> {
  if (settings.model === undefined && settings.permissionMode === undefined) return {};
  const { record } = lane;
  const used = record.totals.toData().map(([model]) => model);
  checkSettings(settings, await infoOf(core, lane), [record.facts?.model, ...used]);
  return settingsIn(settings);
}

/** Starts a session with a first message. */
export async function startSession(
  core: DriverCore,
  user: string,
  request: StartRequest,
  message: CheckedSend,
): Promise<SendReceipt> {
  const mounted = runnable(core.host.backends, request.backend);
  await placeOf(core.host, mounted, user);
  const cwd = await checkedFolder(mounted, user, request.cwd, request.create === true);
  const settings = settingsIn(request);
  if (settings.model !== undefined || settings.permissionMode !== undefined) {
    checkSettings(settings, await infoIn(core, mounted, user, cwd), []);
  }
  const addDirs = await checkedDirs(mounted, user, request.addDirs);
  return begin(core, mounted, user, request, message, { origin: "start", cwd, addDirs, ...settings });
}

/** Makes a session that begins as a copy of another one, with a first message into it. */
export async function forkSession(
  core: DriverCore,
  source: Lane,
  request: SendRequest,
  message: CheckedSend,
): Promise<SendReceipt> {
  const { mounted, owner, ref, facts, size } = source.record;
  if (size === 0) {
    throw new VibeDeckError("CONFLICT", "The session has no transcript yet that could be copied.");
  }
  const cwd = await checkedFolder(mounted, owner, folderOf(source), false);
  const asked = await settingsOf(core, source, settingsIn(request));
  const model = asked.model ?? source.driven?.model ?? (isRealModel(facts?.model) ? facts.model : undefined);
  const added = await checkedDirs(mounted, owner, request.addDirs);
  return begin(core, mounted, owner, request, message, {
    origin: "fork",
    forkOf: ref.id,
    cwd,
    addDirs: [...new Set([...(source.driven?.addDirs ?? []), ...added])],
    ...asked,
    ...(model === undefined ? {} : { model }),
  });
}

/** A session that did not come about must not be expected again after a restart. */
function forgetDriven({ driven, deps: { logger } }: DriverCore, session: string): void {
  try {
    driven.remove(session);
  } catch (err) {
    logger.warn({ err, session }, "A session that did not begin could not be forgotten");
  }
}

type Beginning = Pick<DrivenSession, "origin" | "addDirs" | "forkOf" | "model" | "permissionMode"> & {
  readonly cwd: string;
};

function begin(
  core: DriverCore,
  mounted: MountedBackend,
  user: string,
  request: SendRequest,
  message: CheckedSend,
  beginning: Beginning,
): SendReceipt {
  core.requireRunning();
  const { host, driven, deps } = core;
  const roots = rootsOf(host, mounted, user);
  const { record, toolId, title } = newSession(host, mounted, roots, beginning.cwd, message.text);
  try {
    driven.put({
      key: record.key,
      user,
      backend: mounted.backend.id,
      root: record.root.id ?? "",
      path: record.path,
      toolId,
      title,
      at: deps.now(),
      ...beginning,
    });
    core.expected.set(record.key, record);
    const lane = core.lanes.of(record);
    const send = lane.accept(message, settingsIn(request), request.attachments ?? []);
    return { key: lane.key, send };
  } catch (error) {
    core.expected.delete(record.key);
    forgetDriven(core, record.key);
    host.forget(record);
    throw error;
  }
}
