import type { ToolResultView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { compactCount, shortModel } from "../../format/figures.ts";
import { markdown } from "../../markdown/markdown.ts";
import { counted, duration } from "../amounts.ts";
import { clippedText } from "../clipped-text.ts";
import type { MessageContext } from "../context.ts";
import { folded } from "../fold.ts";
import { icon } from "../icons.ts";
import type { FaceOf } from "./face.ts";

type AgentResult = Extract<ToolResultView, { kind: "agent" }>;

const PROMPT_LINES = 40;

/** Work handed to a sub-agent. */
export const agentFace: FaceOf<"agent"> = (view, call) => {
  const kind = [
    view.agentType,
    view.model && shortModel(view.model),
    view.background ? "background" : undefined,
  ];
  return {
    icon: "agent",
    title: call.name,
    summary: html`<span dir="auto">${view.description}</span><span class="aside">${kind.filter(Boolean).join(", ")}</span>`,
    open: true,
    asked: () =>
      view.prompt === ""
        ? nothing
        : html`<details class="quiet"><summary>${icon("thought")}<span class="quiet-label">What it was asked</span>${icon("chevron")}</summary><div class="quiet-body">${folded(false, () => prose(view.prompt))}</div></details>`,
  };
};

/** What a sub-agent answered, and the way to its own session. */
export function agentResult(view: AgentResult, context: MessageContext): TemplateResult {
  return html`${agentLink(view.agentId, context)}${view.text.trim() === "" ? nothing : prose(view.text)}`;
}

/** What it took. */
export function agentStats(view: AgentResult): TemplateResult {
  const parts = [
    ...(view.status === "completed" || view.status === "" ? [] : [view.status.replaceAll("_", " ")]),
    ...(view.toolCalls === undefined ? [] : [counted(view.toolCalls, "call")]),
    ...(view.tokens === undefined ? [] : [`${compactCount(view.tokens)} tokens`]),
    ...(view.durationMs === undefined ? [] : [duration(view.durationMs)]),
  ];
  return html`<span>${parts.join(" · ")}</span>`;
}

/** A link to a sub-agent's session; nothing when that session is not known here. */
export function agentLink(
  agentId: string | undefined,
  context: MessageContext,
): TemplateResult | typeof nothing {
  const key = agentId === undefined ? undefined : context.agents.get(agentId);
  if (key === undefined) return nothing;
  return html`<a class="agent-link" href=${context.href(`/s/${key}`)}>${icon("agent")}Open its session${icon("chevron")}</a>`;
}

function prose(text: string): TemplateResult {
  return clippedText(
    text,
    (shown) => html`<div class="prose" dir="auto">${markdown(shown)}</div>`,
    PROMPT_LINES,
  );
}
