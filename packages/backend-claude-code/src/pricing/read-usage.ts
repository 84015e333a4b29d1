import { isObject, type Json, type JsonObject, own, type RawEntry, type UsageRecord } from "@vibedeck/core";
import { timestamp } from "../entry/timestamp.ts";
import { count, promptTokens } from "../entry/token-counts.ts";
import { splitRequests, UNKNOWN_MODEL } from "./iterations.ts";

/** What Claude Code writes instead of a model on lines that it made up itself. */
const SYNTHETIC = "<synthetic>";
const LONGEST_NAME = 200;
const PLAIN = /^[\x20-\x7e]*$/;
const FROZEN_OUTPUT = /^2\.1\.(?:9|1\d|2\d)(?!\d)/;

type Draft = { -readonly [Field in keyof UsageRecord]: UsageRecord[Field] };

/**
 * What an entry says of the tokens of one request. Only `assistant` entries with a `usage` say anything. Lines that
 * Claude Code made up itself (`<synthetic>`) were never sent to a model; lines without a single token say nothing (a
 * session that is moved to the background copies some of its last messages with zeros).
 */
export function readUsage(entry: RawEntry): UsageRecord | undefined {
  const value = entry.value;
  if (value === undefined || own(value, "type") !== "assistant") return undefined;
  const message = own(value, "message");
  if (!isObject(message)) return undefined;
  const usage = own(message, "usage");
  if (!isObject(usage)) return undefined;
  const model = modelName(own(message, "model"));
  if (model === SYNTHETIC) return undefined;
  const id = text(own(message, "id"));
  const fast = own(usage, "speed") === "fast";
  const { tokens, extra } = splitRequests(usage, model, fast);
  // Filled in step by step: this runs for every line of a first index, and spreading objects costs more than reading.
  const record: Draft = { id: id ?? fallbackId(value, entry.offset), scope: scopeOf(id), model, tokens };
  const at = timestamp(value);
  if (at !== undefined) record.at = at;
  if (extra !== undefined) record.extra = extra;
  if (fast) record.speed = "fast";
  noteCircumstances(record, usage);
  if (isNothing(record)) return undefined;
  noteProvenance(record, value);
  return record;
}

function modelName(value: Json | undefined): string {
  if (typeof value !== "string" || value === "") return UNKNOWN_MODEL;
  return value.length <= LONGEST_NAME && PLAIN.test(value)
    ? value
    : value.slice(0, LONGEST_NAME).toWellFormed();
}

function isNothing({ tokens, extra, webSearches }: UsageRecord): boolean {
  return (
    tokens.output === 0 && promptTokens(tokens) === 0 && extra === undefined && webSearches === undefined
  );
}

/**
 * Ids that begin with `msg_` are Anthropic's own and unique in the world. Gateways make up ids and use them again in
 * other sessions.
 */
function scopeOf(messageId: string | undefined): UsageRecord["scope"] {
  return messageId?.startsWith("msg_") === true ? "global" : "session";
}

/** Some lines have no message id, and a few have no id at all. */
function fallbackId(value: JsonObject, offset: number): string {
  return text(own(value, "requestId")) ?? text(own(value, "uuid")) ?? `@${offset}`;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What changes the price of the tokens, where it is not the usual. */
function noteCircumstances(record: Draft, usage: JsonObject): void {
  if (own(usage, "inference_geo") === "us") record.region = "us";
  const tier = own(usage, "service_tier");
  if (typeof tier === "string" && tier !== "standard" && tier !== "")
    record.tier = tier.slice(0, LONGEST_NAME);
  const tools = own(usage, "server_tool_use");
  const searches = isObject(tools) ? count(own(tools, "web_search_requests")) : 0;
  if (searches > 0) record.webSearches = searches;
}

/**
 * Whose request it was and how far its numbers can be trusted. A forked session copies the lines of its parent under
 * its own `sessionId` and leaves the old one in `session_id`. Claude Code 2.1.9 to 2.1.29 wrote down the output when
 * an answer began (1 to 5 tokens) and never corrected it.
 */
function noteProvenance(record: Draft, value: JsonObject): void {
  const original = text(own(value, "session_id"));
  if (original !== undefined && original !== own(value, "sessionId")) record.inherited = true;
  if (own(value, "isSidechain") === true) record.sidechain = true;
  const version = own(value, "version");
  if (typeof version === "string" && FROZEN_OUTPUT.test(version)) record.lowerBound = true;
}
