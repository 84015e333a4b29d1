import type { NoticeBlock } from "@vibedeck/core";
import { firstLine, tagText } from "../entry/index.ts";

/** A result of work in the background, or an event of a watched build, that the tool chain told the model. */
export function notificationBlock(text: string): NoticeBlock {
  const status = field(text, "status");
  const summary = field(text, "summary") ?? field(text, "event");
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
