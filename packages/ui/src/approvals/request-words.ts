import type { Approval } from "@vibedeck/core";
import type { IconName } from "../message/icons.ts";
import { beginning, firstLine } from "../message/short-text.ts";
import { inPlainSight } from "./plain-sight.ts";

const WANTS: ReadonlyMap<string, string> = new Map([
  ["shell", "Run this command?"],
  ["edit", "Change this file?"],
  ["write", "Write this file?"],
  ["read", "Read this file?"],
  ["search", "Search here?"],
  ["fetch", "Fetch this page?"],
  ["web-search", "Search the web?"],
  ["agent", "Start this sub-agent?"],
  ["skill", "Use this skill?"],
]);

/** What a request asks, as a heading. */
export function requestHeading({ kind, tool, view, questions }: Approval): string {
  if (kind === "plan") return "Approve this plan?";
  if (kind === "question") return (questions?.length ?? 1) > 1 ? "Questions for you" : "A question for you";
  return WANTS.get(view.kind) ?? `Use ${inPlainSight(beginning(tool, 60))}?`;
}

/** Its mark. */
export function requestIcon({ kind, view }: Approval): IconName {
  if (kind === "plan") return "plan";
  if (kind === "question") return "question";
  if (view.kind === "shell") return "terminal";
  if (view.kind === "edit") return "pencil";
  if (view.kind === "write" || view.kind === "read") return "file";
  if (view.kind === "fetch" || view.kind === "web-search") return "globe";
  if (view.kind === "agent") return "agent";
  return view.kind === "mcp" ? "plug" : "tool";
}

/** The same on one line, for the bar at the bottom. */
export function requestLine(approval: Approval): string {
  const { kind, tool, view, questions, plan } = approval;
  if (kind === "question") return inPlainSight(firstLine(questions?.[0]?.question ?? "A question for you"));
  if (kind === "plan") return inPlainSight(firstLine(plan ?? "").replace(/^#+\s*/, "") || "A plan to review");
  if (view.kind === "shell") return inPlainSight(firstLine(view.command));
  if (view.kind === "edit" || view.kind === "write" || view.kind === "read")
    return `${inPlainSight(beginning(tool, 60))} ${inPlainSight(view.path)}`;
  if (view.kind === "fetch") return inPlainSight(beginning(view.url));
  return inPlainSight(beginning(tool, 60));
}
