import { isObject, type Json, own } from "@vibedeck/core";

/** How an agent in a sandbox is found again by a later run of the server. */
export interface AgentRecord {
  readonly owner: string;
  readonly job: string;
}

const OWNER = /^[a-z0-9](?:[a-z0-9-]{0,53}[a-z0-9])?$/;
const JOB = /^[a-z0-9-]{8,64}$/;

/** The record as it is stored. */
export function writeRecord({ owner, job }: AgentRecord): Json {
  return { owner, job };
}

/** A stored record; `undefined` for anything else. */
export function readRecord(record: Json): AgentRecord | undefined {
  if (!isObject(record)) return undefined;
  const owner = own(record, "owner");
  const job = own(record, "job");
  if (typeof owner !== "string" || typeof job !== "string") return undefined;
  return OWNER.test(owner) && JOB.test(job) ? { owner, job } : undefined;
}
