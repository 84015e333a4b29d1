import type { AgentInfo, AgentModel, JsonObject } from "@vibedeck/core";
import type { PermissionMode } from "../cli/permission-modes.ts";
import { filledField, firstLine, objectField, objectsField } from "../entry/index.ts";

const MAX_ITEMS = 500;
const MAX_NAME = 200;
const MAX_DESCRIPTION = 300;

/** What the server adds to what the tool says. */
export interface Offer {
  readonly modes: readonly PermissionMode[];
  /** Models to offer beside the tool's own. */
  readonly models: readonly string[];
}

/** Reads the answer to `initialize`. Names and descriptions come from skills, plugins and settings of strangers. */
export function readInfo(answer: JsonObject, offer: Offer): AgentInfo {
  const models = objectsField(answer, "models").slice(0, MAX_ITEMS).flatMap(model);
  const more = offer.models.filter((id) => !models.some((known) => known.id === id));
  const version = name(answer, "claude_code_version");
  const account = accountWords(objectField(answer, "account"));
  return {
    models: [...models, ...more.map((id) => ({ id, label: id }))],
    permissionModes: offer.modes.map(({ id, label, hint }) => ({ id, label, hint })),
    commands: objectsField(answer, "commands").slice(0, MAX_ITEMS).flatMap(slashCommand),
    agents: objectsField(answer, "agents").slice(0, MAX_ITEMS).flatMap(agent),
    ...(version === undefined ? {} : { version }),
    ...(account === undefined ? {} : { account }),
  };
}

function model(item: JsonObject): readonly AgentModel[] {
  const id = name(item, "value");
  if (id === undefined || id.startsWith("<") || id.startsWith("-")) return [];
  const hint = words(item, "description");
  const resolved = name(item, "resolvedModel");
  return [
    {
      id,
      label: words(item, "displayName") ?? id,
      ...(hint === undefined ? {} : { hint }),
      ...(resolved === undefined ? {} : { resolved }),
    },
  ];
}

function slashCommand(item: JsonObject): AgentInfo["commands"] {
  const id = name(item, "name");
  if (id === undefined) return [];
  const description = words(item, "description");
  const args = words(item, "argumentHint");
  return [
    {
      name: id.replace(/^\//, ""),
      ...(description === undefined ? {} : { description }),
      ...(args === undefined ? {} : { args }),
    },
  ];
}

function agent(item: JsonObject): AgentInfo["agents"] {
  const id = name(item, "name");
  if (id === undefined) return [];
  const description = words(item, "description");
  return [{ name: id, ...(description === undefined ? {} : { description }) }];
}

const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ["bedrock", "Amazon Bedrock"],
  ["vertex", "Google Vertex AI"],
  ["foundry", "Microsoft Foundry"],
]);

/** How it is signed in: what was used, never a token. */
function accountWords(account: JsonObject | undefined): string | undefined {
  if (account === undefined) return undefined;
  const provider = PROVIDERS.get(filledField(account, "apiProvider") ?? "");
  if (provider !== undefined) return provider;
  const email = words(account, "email");
  const subscription = words(account, "subscriptionType");
  if (email !== undefined) return subscription === undefined ? email : `${email} (${subscription})`;
  if (subscription !== undefined) return subscription;
  const key = filledField(account, "apiKeySource");
  if (key !== undefined && key !== "none") return `API key (${firstLine(key, 60)})`;
  const token = filledField(account, "tokenSource");
  return token === undefined || token === "none" ? "not signed in" : `token (${firstLine(token, 60)})`;
}

/** A name is taken whole or not at all: it is sent back. */
function name(item: JsonObject, key: string): string | undefined {
  const text = filledField(item, key);
  return text === undefined || text.length > MAX_NAME ? undefined : text;
}

function words(item: JsonObject, key: string): string | undefined {
  const text = filledField(item, key);
  return text === undefined ? undefined : firstLine(text, MAX_DESCRIPTION);
}
