import type { Block, JsonObject, NoticeBlock } from "@vibedeck/core";
import {
  countField,
  filledField,
  firstLine,
  flagField,
  numberField,
  objectField,
  textField,
} from "../entry/index.ts";
import { type Draft, foldedDraft } from "./draft.ts";
import { stopHooksDraft } from "./hooks.ts";
import { rawBlock } from "./raw-block.ts";
import { pieceDrafts } from "./user.ts";
import { textPieces } from "./user-text.ts";
import { count, duration, plural } from "./words.ts";

type Reader = (value: JsonObject) => readonly Draft[];

const READERS: ReadonlyMap<string, Reader> = new Map([
  ["turn_duration", turnDuration],
  ["stop_hook_summary", stopHooksDraft],
  ["api_error", apiError],
  ["compact_boundary", compactBoundary],
  ["microcompact_boundary", microcompact],
  ["away_summary", awaySummary],
  ["local_command", localCommand],
  ["bridge_status", bridgeStatus],
  ["informational", plainNotice],
  ["scheduled_task_fire", plainNotice],
  ["model_refusal_fallback", plainNotice],
]);

/** A `system` line: what the tool chain itself reports. */
export function systemDrafts(value: JsonObject): readonly Draft[] {
  const subtype = textField(value, "subtype");
  // The oldest writers had warnings only, and no subtype.
  if (subtype === undefined && filledField(value, "content") !== undefined) return plainNotice(value);
  const reader = READERS.get(subtype ?? "");
  if (reader !== undefined) return reader(value);
  return shown(
    rawBlock(`system entry "${firstLine(subtype ?? "without a subtype", 80)}" is not known`, value),
  );
}

function turnDuration(value: JsonObject): readonly Draft[] {
  const ms = countField(value, "durationMs");
  const agents = countField(value, "pendingBackgroundAgentCount") ?? 0;
  const workflows = countField(value, "pendingWorkflowCount") ?? 0;
  const messages = countField(value, "messageCount");
  const running = [
    ...(agents > 0 ? [plural(agents, "agent")] : []),
    ...(workflows > 0 ? [plural(workflows, "workflow")] : []),
  ].join(" and ");
  const took = ms === undefined ? "end of the turn" : `the turn took ${duration(ms)}`;
  const label = running === "" ? took : `${took}; ${running} still at work`;
  return [foldedDraft(label, messages === undefined ? [] : [plain(plural(messages, "message"))])];
}

function apiError(value: JsonObject): readonly Draft[] {
  const error = objectField(value, "error");
  const status = numberField(error, "status");
  const attempt = countField(value, "retryAttempt");
  const most = countField(value, "maxRetries");
  const wait = countField(value, "retryInMs");
  const said = errorWords(error, status) ?? filledField(value, "error");
  const what = [
    "API error",
    status === undefined ? "" : String(status),
    said === undefined ? "" : `(${said})`,
  ];
  const tries = attempt === undefined ? "" : `, attempt ${attempt}${most === undefined ? "" : ` of ${most}`}`;
  const again = wait === undefined ? "" : `: trying again in ${duration(wait)}${tries}`;
  const detail = filledField(error, "message");
  const text = `${what.filter((part) => part !== "").join(" ")}${again}`;
  return shown({ type: "notice", level: "warning", text, ...(detail === undefined ? {} : { detail }) });
}

/** The innermost message: the tool chain wraps what the service said up to three times. */
function errorWords(error: JsonObject | undefined, status: number | undefined): string | undefined {
  const inner = objectField(error, "error");
  const told =
    filledField(objectField(inner, "error"), "message") ??
    filledField(inner, "message") ??
    filledField(error, "formatted") ??
    filledField(error, "message") ??
    filledField(objectField(error, "cause"), "code");
  const prefix = `${status} `;
  if (told === undefined) return undefined;
  return firstLine(told.startsWith(prefix) ? told.slice(prefix.length) : told, 300);
}

function compactBoundary(value: JsonObject): readonly Draft[] {
  const about = objectField(value, "compactMetadata");
  const before = countField(about, "preTokens");
  const after = countField(about, "postTokens");
  const took = countField(about, "durationMs");
  const trigger = textField(about, "trigger");
  const detail = [
    trigger === "auto" ? "automatically" : trigger === "manual" ? "by /compact" : undefined,
    before === undefined ? undefined : `${count(before)} tokens before`,
    after === undefined ? undefined : `${count(after)} after`,
    took === undefined ? undefined : `took ${duration(took)}`,
  ].filter((part) => part !== undefined);
  const label = "Conversation compacted";
  return shown({ type: "divider", label, ...(detail.length === 0 ? {} : { detail: detail.join(", ") }) });
}

function microcompact(value: JsonObject): readonly Draft[] {
  const saved = countField(objectField(value, "microcompactMetadata"), "tokensSaved");
  const label =
    saved === undefined
      ? "old tool results cleared"
      : `old tool results cleared, ${count(saved)} tokens saved`;
  return [foldedDraft(label, [plain(filledField(value, "content") ?? label)])];
}

function awaySummary(value: JsonObject): readonly Draft[] {
  const text = filledField(value, "content");
  if (text === undefined) return [foldedDraft("recap", [])];
  return shown({
    type: "notice",
    level: "info",
    text: `Recap: ${text.replace(/ \(disable recaps in \/config\)$/, "")}`,
  });
}

function localCommand(value: JsonObject): readonly Draft[] {
  return pieceDrafts(textPieces(textField(value, "content") ?? ""), false);
}

function bridgeStatus(value: JsonObject): readonly Draft[] {
  return [foldedDraft("remote control", [plain(filledField(value, "content") ?? "")])];
}

function plainNotice(value: JsonObject): readonly Draft[] {
  const text = filledField(value, "content");
  if (text === undefined) return shown(rawBlock("notice without a text", value));
  const told = textField(value, "level");
  const level: NoticeBlock["level"] = told === "error" || told === "warning" ? told : "info";
  return shown({
    type: "notice",
    level,
    text,
    ...(flagField(value, "isMeta") ? { detail: "for the model" } : {}),
  });
}

function plain(text: string): Block {
  return { type: "text", text, format: "plain" };
}

function shown(block: Block): readonly Draft[] {
  return [{ role: "system", blocks: [block] }];
}
