import { createHash } from "node:crypto";
import type { DriveBrief } from "../../drive.ts";
import type { Scope } from "../../principal.ts";
import type { SessionFacts, SessionSummary, TitleSource } from "../../session.ts";
import type { UserSession, UserStore } from "../state/user-store.ts";
import { Totals } from "../usage/totals.ts";
import { activityAfter } from "./activity.ts";
import type { Catalog } from "./catalog.ts";
import { drivenActivity } from "./driven-activity.ts";
import type { FileRecord } from "./file-record.ts";

/** What list rows are made from. */
export interface SummarySources {
  readonly catalog: Catalog;
  readonly users: UserStore;
  readonly drives: { brief(key: string): DriveBrief | undefined };
  readonly now: () => number;
}

/** Facts of a session of which nothing was read yet. */
const NO_FACTS: SessionFacts = {
  activity: { state: "unknown" },
  counts: {
    lines: 0,
    prompts: 0,
    replies: 0,
    toolCalls: 0,
    toolErrors: 0,
    bad: 0,
    unknown: 0,
    compactions: 0,
  },
};

/** Builds the list row of a record for one reader. `now` in milliseconds since the epoch. */
export function summarize(
  sources: SummarySources,
  scope: Scope,
  record: FileRecord,
  now: number = sources.now(),
): SessionSummary {
  const { catalog } = sources;
  const user = sources.users.get(scope.principal.id, record.key);
  const drive = record.owner === scope.principal.id ? sources.drives.brief(record.key) : undefined;
  const { anchor: _anchor, titlesFor: _titlesFor, ...facts } = record.facts ?? NO_FACTS;
  const children = catalog.children(record);
  const parent = catalog.parent(record);
  const activity = activityAfter(facts.activity, Math.max(0, now - quietSince(record, children)));
  return {
    key: record.key,
    backend: record.mounted.backend.id,
    id: record.ref.id,
    owner: record.owner,
    kind: record.ref.kind,
    ...(parent === undefined ? {} : { parent: parent.key }),
    ...titleOf(catalog, record, user),
    project: projectOf(record),
    facts,
    activity: drive === undefined ? activity : drivenActivity(activity, drive),
    ...moneyOf(catalog, record, children),
    agents: children.length,
    pinned: user.pinned,
    archived: user.archived,
    size: record.size,
    sortAt: sortTime(record, children, now),
    partial: record.partial,
    ...(drive === undefined ? {} : { drive }),
  };
}

/** The title to show, and where it comes from. */
export function titleOf(
  catalog: Catalog,
  record: FileRecord,
  user: UserSession,
): { title: string; titleSource: TitleSource | "user" } {
  const facts = record.facts;
  if (user.title !== undefined) return { title: user.title, titleSource: "user" };
  const strong =
    facts?.titleSource === "custom" || facts?.titleSource === "ai" || facts?.titleSource === "summary";
  if (facts?.title !== undefined && strong) return { title: facts.title, titleSource: facts.titleSource };
  const told = facts === undefined ? undefined : catalog.titleFor(record, facts);
  if (told !== undefined) return { title: told, titleSource: "summary" };
  const title = facts?.title ?? facts?.agentTask ?? record.expected?.title;
  return title === undefined
    ? { title: record.ref.id, titleSource: "id" }
    : { title, titleSource: facts?.titleSource ?? "prompt" };
}

/** What groups sessions: the path the tool was started in, else the folder the transcript lies in. */
export function projectOf(record: FileRecord): SessionSummary["project"] {
  const path = record.facts?.projectPath ?? record.expected?.cwd;
  const text = path ?? record.ref.group;
  const id = createHash("sha256").update(`${record.owner}\0${text}`).digest("base64url").slice(0, 12);
  const name =
    path === undefined ? record.ref.group : (path.split(/[\\/]/).findLast((part) => part !== "") ?? path);
  return { id, name, ...(path === undefined ? {} : { path }) };
}

/** Since when neither the session nor a sub-agent of it grew; milliseconds since the epoch. */
export function quietSince(record: FileRecord, children: readonly FileRecord[]): number {
  return children.reduce((latest, child) => Math.max(latest, child.quietSince), record.quietSince);
}

/** What the list sorts by: the last message of the session or of a sub-agent, never later than now. */
export function sortTime(record: FileRecord, children: readonly FileRecord[], now: number): number {
  let latest = record.brief.lastAt ?? record.mtimeMs;
  for (const child of children) latest = Math.max(latest, child.brief.lastAt ?? 0);
  return Math.min(Math.trunc(latest), now);
}

function moneyOf(
  catalog: Catalog,
  record: FileRecord,
  children: readonly FileRecord[],
): Pick<SessionSummary, "cost" | "tokens" | "models"> {
  if (record.partial) return {};
  const own = catalog.copies.charged(record.no, record.totals);
  const agents = new Totals();
  for (const child of children) agents.merge(catalog.copies.charged(child.no, child.totals));
  const total = Totals.from(own.toData());
  total.merge(agents);
  return {
    cost: { ...total.cost(), own: own.usd(), agents: agents.usd() },
    tokens: total.tokens(),
    models: total.models(),
  };
}
