import type { JsonObject, ToolResultView, ToolView } from "@vibedeck/core";
import { countField, filledField, flagField, numberField, textField } from "../../entry/index.ts";
import { base64Image } from "../image.ts";
import { baseName, count, duration } from "../words.ts";
import { type Answer, textAnswer } from "./answer.ts";

type ShellView = Extract<ToolView, { kind: "shell" }>;

/** A command in a shell. */
export function shellCall(input: JsonObject): ShellView | undefined {
  const command = textField(input, "command");
  if (command === undefined) return undefined;
  const description = filledField(input, "description");
  const timeoutMs = countField(input, "timeout");
  return {
    kind: "shell",
    command,
    ...(description === undefined ? {} : { description }),
    ...(flagField(input, "run_in_background") ? { background: true } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

/** A command whose output wakes the model up. */
export function monitorCall(input: JsonObject): ShellView | undefined {
  const call = shellCall(input);
  const timeoutMs = countField(input, "timeout_ms");
  return call && { ...call, background: true, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}

/** `{ stdout, stderr, interrupted, … }` of a command. */
export function shellResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const stdout = textField(detail, "stdout");
  const stderr = textField(detail, "stderr");
  if (stdout === undefined || stderr === undefined) return undefined;
  if (flagField(detail, "isImage")) return imageOutput(stdout, answer);
  const background = filledField(detail, "backgroundTaskId");
  const note = shellNotes(detail, background);
  return {
    kind: "shell",
    stdout,
    stderr,
    ...(flagField(detail, "interrupted") ? { interrupted: true } : {}),
    ...(background === undefined ? {} : { background }),
    ...(note === "" ? {} : { note }),
  };
}

/** `{ shellId, status, exitCode, stdout, stderr, … }` of a command in the background. */
export function backgroundShellResult(detail: JsonObject): ToolResultView | undefined {
  const background = filledField(detail, "shellId");
  const stdout = textField(detail, "stdout");
  if (background === undefined || stdout === undefined) return undefined;
  const exitCode = numberField(detail, "exitCode");
  const note = filledField(detail, "status");
  return {
    kind: "shell",
    stdout,
    stderr: textField(detail, "stderr") ?? "",
    ...(exitCode === undefined ? {} : { exitCode }),
    background,
    ...(note === undefined ? {} : { note }),
  };
}

function shellNotes(detail: JsonObject, background: string | undefined): string {
  const timedOut = countField(detail, "timedOutAfterMs");
  const kept = filledField(detail, "persistedOutputPath");
  const size = countField(detail, "persistedOutputSize");
  return [
    filledField(detail, "returnCodeInterpretation"),
    timedOut === undefined ? undefined : `timed out after ${duration(timedOut)}`,
    flagField(detail, "backgroundedByUser") ? "you sent it to the background" : undefined,
    flagField(detail, "assistantAutoBackgrounded") ? "sent to the background by itself" : undefined,
    background === undefined ? undefined : `runs in the background as ${background}`,
    kept === undefined
      ? undefined
      : `whole output in ${baseName(kept)}${size === undefined ? "" : ` (${count(size)} bytes)`}`,
    filledField(detail, "backgroundCwdHint"),
    filledField(detail, "staleReadFileStateHint"),
  ]
    .filter((note) => note !== undefined)
    .join("; ");
}

const DATA_URL = /^data:(image\/[a-z]{1,10});base64,/;

/** A command that printed a picture: its output is a data address. */
function imageOutput(stdout: string, answer: Answer): ToolResultView {
  const url = DATA_URL.exec(stdout);
  if (answer.images.length > 0 || url === null) return textAnswer(answer);
  const image = base64Image(url[1], stdout.slice(url[0].length).trim());
  return image.type === "image" ? textAnswer({ ...answer, images: [image] }) : textAnswer(answer, image.text);
}
