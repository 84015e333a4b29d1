import type { Scope } from "../../principal.ts";
import type { OwnerTotals } from "../../view.ts";
import { Totals } from "../usage/totals.ts";
import type { Catalog } from "./catalog.ts";
import type { FileRecord } from "./file-record.ts";
import { isListed, type ListingSources } from "./listing.ts";
import { sortTime } from "./summary.ts";

/** Sessions between two breaths of the event loop. */
const SESSIONS_A_SLICE = 200;

interface Sum {
  sessions: number;
  readonly totals: Totals;
  /** Something was not read whole yet. */
  partial: boolean;
  last: number;
}

/** What each owner has whom a scope may see, from what is known already: no file is looked at. */
export async function ownerTotals(
  { catalog, now, pause }: Pick<ListingSources, "catalog" | "now" | "pause">,
  scope: Scope,
): Promise<readonly OwnerTotals[]> {
  const time = now();
  let seen = 0;
  const sums = new Map<string, Sum>();
  for (const record of catalog.visible(scope)) {
    if (++seen % SESSIONS_A_SLICE === 0) await pause();
    if (!isListed(record) || catalog.parent(record) !== undefined) continue;
    const sum = sums.get(record.owner) ?? {
      sessions: 0,
      totals: new Totals(),
      partial: false,
      last: Number.NEGATIVE_INFINITY,
    };
    sums.set(record.owner, sum);
    count(catalog, record, sum, time);
  }
  return [...sums].map(([owner, { sessions, totals, partial, last }]) => {
    const cost = totals.cost();
    return { owner, sessions, cost: partial ? { ...cost, atLeast: true } : cost, lastActivity: last };
  });
}

function count(catalog: Catalog, record: FileRecord, sum: Sum, now: number): void {
  const children = catalog.children(record);
  sum.sessions++;
  sum.last = Math.max(sum.last, sortTime(record, children, now));
  // As in the list, where a session has no cost before all of it was read.
  if (record.partial) sum.partial = true;
  else
    for (const { no, totals } of [record, ...children]) sum.totals.merge(catalog.copies.charged(no, totals));
}
