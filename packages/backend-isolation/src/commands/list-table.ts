import { fromUserId } from "@vibedeck/core";
import { sizeText } from "../diagnose/room-findings.ts";
import type { SandboxSpec, SandboxStatus, SandboxUse } from "../sandbox-runtime.ts";

/** A sandbox with what runs in it and what it uses. */
export interface Listed {
  readonly status: SandboxStatus;
  /** Agents that run in it; absent when it could not be asked. */
  readonly agents?: number;
  readonly use?: SandboxUse;
}

const HEADINGS = ["USER", "STATE", "SINCE", "AGENTS", "MEMORY", "CPU", "NOTE"];
const MAX_CELL = 60;

/** All of them in columns. */
export function listText(all: readonly Listed[], spec: Pick<SandboxSpec, "memoryBytes">): string {
  const lines = [HEADINGS, ...all.map((each) => cellsOf(each, spec).map(cell))];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => line.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** One of them as a line of JSON. Times are milliseconds since the epoch. */
export function listLine({ status, agents, use }: Listed, spec: Pick<SandboxSpec, "memoryBytes">): string {
  const claim = fromUserId(status.owner);
  const line = {
    user: status.owner,
    ...(claim === undefined ? {} : { claim }),
    name: status.name,
    state: status.state,
    ...(status.detail === undefined ? {} : { detail: status.detail }),
    ...(status.startedAt === undefined ? {} : { since: status.startedAt }),
    ...(agents === undefined ? {} : { agents }),
    ...(use === undefined ? {} : { use: { ...use, memoryLimitBytes: spec.memoryBytes } }),
  };
  return `${JSON.stringify(line)}\n`;
}

function cellsOf(
  { status, agents, use }: Listed,
  { memoryBytes }: Pick<SandboxSpec, "memoryBytes">,
): string[] {
  return [
    status.owner,
    status.state,
    status.startedAt === undefined ? "-" : `${new Date(status.startedAt).toISOString().slice(0, 19)}Z`,
    agents === undefined ? "-" : String(agents),
    use === undefined ? "-" : `${sizeText(use.memoryBytes)} of ${sizeText(memoryBytes)}`,
    use === undefined ? "-" : `${use.cpuSeconds.toFixed(1)} s`,
    noteOf(status),
  ];
}

function noteOf({ state, detail = "" }: SandboxStatus): string {
  if (state !== "foreign") return detail;
  return detail === "" ? "not ours, left alone" : `not ours, left alone: ${detail}`;
}

/** What an engine says is no line of its own here. */
function cell(text: string): string {
  const plain = text.replace(/\p{C}/gu, "�");
  return plain.length > MAX_CELL ? `${plain.slice(0, MAX_CELL - 1)}…` : plain;
}
