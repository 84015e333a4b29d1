import type { Scope } from "../../principal.ts";
import type { SessionSummary } from "../../session.ts";
import type { SessionQuery } from "../../view.ts";
import type { Catalog } from "./catalog.ts";
import type { FileRecord } from "./file-record.ts";
import { peek } from "./peek.ts";
import { projectOf, type SummarySources, sortTime, summarize, titleOf } from "./summary.ts";

/** Peeks between two breaths of the event loop. */
const PEEKS_A_SLICE = 8;

/** Everything a listing reads from. */
export interface ListingSources extends SummarySources {
  /** Lets other work run. */
  readonly pause: () => Promise<void>;
}

/** Lists the sessions a scope may see, newest activity first. */
export async function listSessions(
  sources: ListingSources,
  scope: Scope,
  query: SessionQuery,
): Promise<{ sessions: SessionSummary[]; total: number; next?: string }> {
  const time = sources.now();
  const limit = Math.min(Math.max(query.limit ?? 100, 1), 1_000);
  const after = parsePosition(query.cursor);
  const matching = candidates(sources, scope, query, time);
  const sessions: SessionSummary[] = [];
  let peeks = 0;
  let last: Ranked | undefined;
  let more = false;
  for (const ranked of matching) {
    if (after !== undefined && compare(ranked, after) <= 0) continue;
    if (!ranked.record.known) {
      peek(ranked.record);
      if (++peeks % PEEKS_A_SLICE === 0) await sources.pause();
      if (ranked.record.known && !isListed(ranked.record)) continue;
    }
    if (sessions.length === limit) {
      more = true;
      break;
    }
    last = ranked;
    sessions.push(summarize(sources, scope, ranked.record, time));
  }
  return {
    sessions,
    total: matching.length,
    ...(more && last !== undefined ? { next: `${last.at}.${last.record.key}` } : {}),
  };
}

/** Whether a record belongs into lists at all. */
export function isListed(record: FileRecord): boolean {
  return record.expected !== undefined || (record.size > 0 && record.brief.hidden !== true);
}

interface Ranked {
  readonly at: number;
  readonly record: FileRecord;
}

function candidates(sources: ListingSources, scope: Scope, query: SessionQuery, now: number): Ranked[] {
  const { catalog, users } = sources;
  const user = scope.principal.id;
  const words = (query.q ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found: Ranked[] = [];
  for (const record of catalog.visible(scope)) {
    if (!isListed(record)) continue;
    const parent = catalog.parent(record);
    if (query.parent === undefined ? parent !== undefined : parent?.key !== query.parent) continue;
    const mine = users.get(user, record.key);
    if (query.archived !== undefined && mine.archived !== query.archived) continue;
    if (query.project !== undefined && projectOf(record).id !== query.project) continue;
    if (words.length > 0 && !hasWords(textOf(catalog, record, titleOf(catalog, record, mine).title), words))
      continue;
    if (query.status !== undefined && summarize(sources, scope, record, now).activity.state !== query.status)
      continue;
    found.push({ at: sortTime(record, catalog.children(record), now), record });
  }
  return found.sort(compare);
}

function compare(
  a: { at: number; record: { key: string } },
  b: { at: number; record: { key: string } },
): number {
  return b.at - a.at || (a.record.key < b.record.key ? -1 : a.record.key > b.record.key ? 1 : 0);
}

function parsePosition(cursor: string | undefined): { at: number; record: { key: string } } | undefined {
  const match = /^(-?\d{1,16})\.([A-Za-z0-9_-]{1,64})$/.exec(cursor ?? "");
  const [, at, key] = match ?? [];
  return at === undefined || key === undefined ? undefined : { at: Number(at), record: { key } };
}

function textOf(catalog: Catalog, record: FileRecord, title: string): string {
  const facts = record.facts;
  const parts = [
    title,
    facts?.projectPath,
    facts?.cwd,
    facts?.branch,
    facts?.model,
    facts?.firstPrompt,
    record.expected?.cwd,
    record.ref.group,
    record.ref.id,
  ];
  for (const child of catalog.children(record)) parts.push(child.facts?.agentTask);
  return parts
    .filter((part) => part !== undefined)
    .join("\n")
    .toLowerCase();
}

function hasWords(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}
