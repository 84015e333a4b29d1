import type { Diagnosis } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import type { EngineFacts } from "./engine-facts.ts";
import { fine, warning } from "./findings.ts";

/** Whether the machine has what all sandboxes together may take. Pure. */
export function roomFindings(
  { sandbox, maxRunning }: Pick<IsolationConfig, "maxRunning" | "sandbox">,
  { memoryBytes }: Pick<EngineFacts, "memoryBytes">,
): readonly Diagnosis[] {
  const most = sandbox.memoryBytes * maxRunning;
  const text = `${maxRunning} sandboxes of ${sizeText(sandbox.memoryBytes)} may take ${sizeText(most)} of ${sizeText(memoryBytes)} memory`;
  if (most <= memoryBytes) return [fine(text)];
  return [
    warning(
      `${text}: when all of them use what they may, the machine runs out`,
      "Lower max_running or memory, or count on most of them being idle.",
    ),
  ];
}

/** Bytes for people: `512 MB`, `1.5 GB`, in powers of 1,024 as containers have it. */
export function sizeText(bytes: number): string {
  if (bytes < 2 ** 20) return `${Math.ceil(bytes / 2 ** 10)} kB`;
  if (bytes < 2 ** 30) return `${Math.round(bytes / 2 ** 20)} MB`;
  return `${(bytes / 2 ** 30).toFixed(1).replace(/\.0$/, "")} GB`;
}
