import { isObject, type Json, type JsonObject, own, type RawEntry, type UsageRecord } from "@vibedeck/core";
import { timestamp } from "../entry/timestamp.ts";
import { splitRequests, UNKNOWN_MODEL } from "./iterations.ts";
import { count } from "./token-counts.ts";

/** What Claude Code writes instead of a model on lines that it made up itself. */
const SYNTHETIC = "<synthetic>";
const LONGEST_MODEL = 200;
const FROZEN_OUTPUT = /^2\.1\.(?:9|1\d|2\d)(?!\d)/;

/**
 * What an entry says of the tokens of one request. Only `assistant` entries with a `usage` say anything; lines that
 * Claude Code made up itself (`<synthetic>`) were never sent to a model.
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
  const fast = own(usage, "speed") === "fast";
  const at = timestamp(value);
  return {
    ...identify(value, message, entry.offset),
    model,
    ...(at === undefined ? undefined : { at }),
    ...splitRequests(usage, model, fast),
    ...circumstances(usage, fast),
    ...provenance(value),
  };
}

function modelName(value: Json | undefined): string {
  if (typeof value !== "string" || value === "") return UNKNOWN_MODEL;
  return value.slice(0, LONGEST_MODEL).toWellFormed();
}

/**
 * Ids that begin with `msg_` are Anthropic's own and unique in the world. Gateways make up ids and use them again in
 * other sessions. Some lines have no message id, and a few have no id at all.
 */
function identify(
  value: JsonObject,
  message: JsonObject,
  offset: number,
): { readonly id: string; readonly scope: "global" | "session" } {
  const messageId = text(own(message, "id"));
  if (messageId !== undefined)
    return { id: messageId, scope: messageId.startsWith("msg_") ? "global" : "session" };
  const id = text(own(value, "requestId")) ?? text(own(value, "uuid")) ?? `@${offset}`;
  return { id, scope: "session" };
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What changes the price of the tokens, where it is not the usual. */
function circumstances(usage: JsonObject, fast: boolean): Partial<UsageRecord> | undefined {
  const us = own(usage, "inference_geo") === "us";
  const tier = own(usage, "service_tier");
  const unusual = typeof tier === "string" && tier !== "standard" && tier !== "";
  const tools = own(usage, "server_tool_use");
  const searches = isObject(tools) ? count(own(tools, "web_search_requests")) : 0;
  if (!us && !fast && !unusual && searches === 0) return undefined;
  return {
    ...(fast ? { speed: "fast" } : undefined),
    ...(us ? { region: "us" } : undefined),
    ...(unusual ? { tier: tier.slice(0, LONGEST_MODEL) } : undefined),
    ...(searches > 0 ? { webSearches: searches } : undefined),
  };
}

/**
 * Whose request it was and how far its numbers can be trusted. A forked session copies the lines of its parent under
 * its own `sessionId` and leaves the old one in `session_id`. Claude Code 2.1.9 to 2.1.29 wrote down the output when
 * an answer began (1 to 5 tokens) and never corrected it.
 */
function provenance(value: JsonObject): Partial<UsageRecord> {
  const original = text(own(value, "session_id"));
  const version = own(value, "version");
  return {
    ...(original !== undefined && original !== own(value, "sessionId") ? { inherited: true } : undefined),
    ...(own(value, "isSidechain") === true ? { sidechain: true } : undefined),
    ...(typeof version === "string" && FROZEN_OUTPUT.test(version) ? { lowerBound: true } : undefined),
  };
}
