import type { Block, JsonObject } from "@vibedeck/core";
import {
  countField,
  filledField,
  firstLine,
  flagField,
  listField,
  numberField,
  objectsField,
  safeText,
  textField,
  textsField,
} from "../entry/index.ts";
import { jsonText } from "./bounded-json.ts";
import { type Draft, foldedDraft } from "./draft.ts";
import { duration, plural } from "./words.ts";

/** `system/stop_hook_summary`: the hooks that ran when the model stopped. Visible only when one interfered. */
export function stopHooksDraft(value: JsonObject): readonly Draft[] {
  const infos = objectsField(value, "hookInfos");
  const failures = listField(value, "hookErrors").map((item) =>
    typeof item === "string" ? safeText(item) : jsonText(item),
  );
  const lines = infos.map((info) => {
    const ms = countField(info, "durationMs");
    return `${textField(info, "command") ?? "?"}${ms === undefined ? "" : `  (${duration(ms)})`}`;
  });
  const detail = [...lines, ...failures].join("\n");
  if (flagField(value, "preventedContinuation")) {
    const reason = filledField(value, "stopReason");
    return [
      notice(
        "warning",
        reason === undefined ? "A hook stopped the turn" : `A hook stopped the turn: ${reason}`,
        detail,
      ),
    ];
  }
  if (failures.length > 0)
    return [notice("warning", `A stop hook reports: ${firstLine(failures[0] ?? "")}`, detail)];
  const number = countField(value, "hookCount") ?? infos.length;
  return [foldedDraft(`${plural(number, "stop hook")} ran`, detail === "" ? [] : [plain(detail)])];
}

/** An attachment about one run of a hook. */
export function hookDrafts(type: string, attachment: JsonObject): readonly Draft[] {
  const name = filledField(attachment, "hookName") ?? filledField(attachment, "hookEvent") ?? "hook";
  const text = hookText(attachment);
  if (type === "hook_blocking_error")
    return [notice("warning", `Hook ${name} blocked: ${firstLine(text, 200)}`, text)];
  if (type === "hook_stopped_continuation") return [notice("warning", `Hook ${name} stopped the turn`, text)];
  const label = `hook ${name}${outcome(type, attachment)}`;
  return [foldedDraft(label, hookBlocks(attachment, text))];
}

function outcome(type: string, attachment: JsonObject): string {
  const code = numberField(attachment, "exitCode");
  if (type === "hook_cancelled") return flagField(attachment, "timedOut") ? " timed out" : " was cancelled";
  if (type === "hook_additional_context") return " adds to the context";
  if (type === "hook_system_message") return `: ${firstLine(textField(attachment, "content") ?? "", 100)}`;
  if (code !== undefined && code !== 0) return ` failed with exit code ${code}`;
  return type.endsWith("_error") ? " failed" : "";
}

function hookText(attachment: JsonObject): string {
  const blocking = filledField(attachment, "blockingError") ?? filledField(attachment, "message");
  const content = filledField(attachment, "content") ?? textsField(attachment, "content").join("\n\n");
  return [blocking, content].filter((part) => part !== undefined && part !== "").join("\n");
}

function hookBlocks(attachment: JsonObject, text: string): readonly Block[] {
  const command = filledField(attachment, "command");
  const stdout = textField(attachment, "stdout") ?? "";
  const stderr = textField(attachment, "stderr") ?? "";
  return [
    ...(command === undefined ? [] : [{ type: "command", name: "", args: command, shell: true } as const]),
    ...(text === "" ? [] : [plain(text)]),
    ...(stdout === "" && stderr === "" ? [] : [{ type: "output", stdout, stderr } as const]),
  ];
}

function notice(level: "info" | "warning", text: string, detail: string): Draft {
  return { role: "system", blocks: [{ type: "notice", level, text, ...(detail === "" ? {} : { detail }) }] };
}

function plain(text: string): Block {
  return { type: "text", text, format: "plain" };
}
