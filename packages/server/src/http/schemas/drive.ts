import type {
  DriveState,
  Failure,
  OtherProgram,
  RunSettings,
  Send,
  SendChange,
  SendReceipt,
  SendRequest,
  StartRequest,
} from "@vibedeck/core";
import { z } from "zod";
import { backendId, path } from "./agent.ts";
import { approval } from "./approval.ts";
import { attachment } from "./attachment.ts";
import { driveStage } from "./drive-brief.ts";
import { choice, prose, uuid } from "./prose.ts";
import { sessionKey } from "./session.ts";

const text = z.exactOptional(z.string());
const number = z.exactOptional(z.number());
const flag = z.exactOptional(z.boolean());

const failure: z.ZodType<Failure> = z.object({
  kind: z.enum([
    "agent-missing",
    "folder-missing",
    "not-signed-in",
    "rate-limit",
    "overloaded",
    "bad-model",
    "context-full",
    "api",
    "limit",
    "crashed",
    "session-missing",
    "other",
  ]),
  text: z.string(),
  hint: text,
  resetsAt: number,
  exitCode: number,
  stderr: text,
});

const sendFields = {
  id: z.string(),
  text: z.string(),
  attachments: z.array(z.object({ type: z.enum(["image", "text"]), name: text, bytes: z.number() })),
  state: z.enum(["accepted", "queued", "held", "running", "done", "failed", "interrupted", "unknown"]),
  steer: z.boolean(),
  failure: z.exactOptional(failure),
  at: z.number(),
  endedAt: number,
  usd: number,
};

export const send: z.ZodType<Send> = z.object(sendFields).meta({ id: "Send" });

/** A message that waits, with all of its text. */
export type WholeSend = Send & { readonly whole: string };

export const wholeSend: z.ZodType<WholeSend> = z.object({ ...sendFields, whole: z.string() });

export const sendReceipt: z.ZodType<SendReceipt> = z.object({ key: sessionKey, send });

const otherProgram: z.ZodType<OtherProgram> = z.object({
  name: z.string(),
  pid: number,
  state: z.enum(["busy", "idle", "writing"]),
});

export const driveState: z.ZodType<DriveState> = z
  .object({
    state: driveStage,
    phase: text,
    since: number,
    sends: z.array(send),
    approvals: z.array(approval),
    model: text,
    permissionMode: text,
    background: number,
    other: z.exactOptional(otherProgram),
    usd: number,
  })
  .meta({ id: "DriveState" });

const runSettings = {
  model: z.exactOptional(choice),
  permissionMode: z.exactOptional(choice),
  addDirs: z.exactOptional(z.array(path).max(20)),
};

const sendBody = {
  id: uuid,
  text: prose,
  attachments: z.exactOptional(z.array(attachment).max(10)),
  steer: flag,
  force: flag,
  ...runSettings,
};

export const sendRequest: z.ZodType<SendRequest> = z
  .strictObject(sendBody)
  .refine(saysSomething, { message: "must not be empty", path: ["text"] });

export const startRequest: z.ZodType<StartRequest> = z
  .strictObject({ ...sendBody, backend: z.exactOptional(backendId), cwd: path, create: flag })
  .refine(saysSomething, { message: "must not be empty", path: ["text"] });

export const sendChange: z.ZodType<SendChange> = z
  .strictObject({
    text: z.exactOptional(prose),
    move: z.exactOptional(z.enum(["steer", "queue"])),
  })
  .refine((change) => Object.keys(change).length > 0, "changes nothing");

export const settingsChange: z.ZodType<Pick<RunSettings, "model" | "permissionMode">> = z
  .strictObject({ model: runSettings.model, permissionMode: runSettings.permissionMode })
  .refine((change) => Object.keys(change).length > 0, "changes nothing");

/** A body that says nothing, so that a request for a change cannot be a plain form's. */
export const nothing: z.ZodType<Readonly<Record<string, never>>> = z.strictObject({});

/** Whitespace alone is no message; images without words are one. */
function saysSomething({ text: words, attachments = [] }: SendRequest): boolean {
  return words.trim() !== "" || attachments.length > 0;
}
