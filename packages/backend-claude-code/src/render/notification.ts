import type { NoticeBlock } from "@vibedeck/core";
import { firstLine, startsWithTag, tagText } from "../entry/index.ts";

/** A result of work in the background, or an event of a watched build, that the tool chain told the model. */
export function notificationBlock(text: string): NoticeBlock {
  const status = field(text, "status");
  // Other events quote foreign pages, whose HTML has a <summary> of its own.
  const summary = startsWithTag(text, "ci-monitor-event") ? undefined : field(text, "summary");
  const detail = field(text, "result") ?? field(text, "output");
  const level =
    status === "failed" || status === "error" ? "error" : status === "killed" ? "warning" : "info";
  const bare = text.replaceAll(/<\/?[a-z][a-z-]{0,40}>/g, "").trim();
  if (summary === undefined) return { type: "notice", level, text: firstLine(bare, 200), detail: bare };
  return { type: "notice", level, text: summary, ...(detail === undefined ? {} : { detail }) };
}

function field(text: string, name: string): string | undefined {
  const value = tagText(text, name)?.trim();
  return value === "" ? undefined : value;
}
