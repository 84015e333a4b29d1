import type { ModelUsage, SessionDetail, SessionSummary, TokenCounts } from "@vibedeck/core";
import {
  type CSSResultGroup,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { Api } from "../app/api.ts";
import { icon } from "../app/icons.ts";
import { byteSize, costLabel, dollars, totalTokens } from "../format/figures.ts";
import { fullTime } from "../format/relative-time.ts";
import { shownTitle } from "../list/shown-title.ts";
import { contextMeter, contextMeterStyles } from "../session/context-meter.ts";
import { base } from "../style/base.ts";
import { stateBadge, stateBadgeStyles, stateLabel } from "../style/state-badge.ts";
import { detailsStyles } from "./details-styles.ts";

const CLASSES: readonly { readonly name: keyof TokenCounts; readonly label: string }[] = [
  { name: "input", label: "Input" },
  { name: "output", label: "Output" },
  { name: "cacheRead", label: "Cache read" },
  { name: "cacheWrite5m", label: "Cache write, 5 min" },
  { name: "cacheWrite1h", label: "Cache write, 1 h" },
];

/**
 * Everything known of a session that is not said in it. Events: `close-details`, `copy-text` with a text,
 * `patch-session` with `{ key, change }`.
 */
export class DetailsPanel extends LitElement {
  static override properties: PropertyDeclarations = {
    api: { attribute: false },
    session: { attribute: false },
    agents: { attribute: false },
    href: { attribute: false },
    path: { state: true },
  };
  static override styles: CSSResultGroup = [base, stateBadgeStyles, contextMeterStyles, detailsStyles];

  declare api: Api;
  declare session: SessionSummary;
  declare agents: readonly SessionSummary[];
  declare href: (path: string) => string;
  declare path: string | undefined;
  #asked: string | undefined;

  constructor() {
    super();
    this.agents = [];
    this.href = (path) => path;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("session") && this.session.key !== this.#asked) void this.#readPath(this.session.key);
  }

  override render(): TemplateResult {
    const { session } = this;
    return html`
      <header>
        <h2>Details</h2>
        <button class="icon" aria-label="Close details" @click=${() => this.#emit("close-details", undefined)}>${icon("close")}</button>
      </header>
      <div class="body scroll" tabindex="0" role="region" aria-label="Details of the session">
        ${this.#state(session)} ${this.#money(session)} ${this.#tokens(session)} ${this.#agentList()} ${this.#counts(session)}
        ${this.#places(session)}
      </div>
    `;
  }

  #state({ activity, facts, key, pinned, archived, titleSource }: SessionSummary): TemplateResult {
    const { context, todos } = facts;
    return html`<section>
      <p class="line">${stateBadge(activity)} ${stateLabel(activity.state)}${activity.reason === undefined ? nothing : html` · ${activity.reason}`}</p>
      ${context === undefined ? nothing : html`<p class="line">${contextMeter(context)}</p>`}
      ${todos === undefined ? nothing : html`<p class="line">To-do list: ${todos.done} of ${todos.total} done</p>`}
      <p class="buttons">
        <button class="framed" @click=${() => this.#patch(key, { pinned: !pinned })}>${icon("pin", 14)} ${pinned ? "Unpin" : "Pin"}</button>
        <button class="framed" @click=${() => this.#patch(key, { archived: !archived })}>${icon("archive", 14)} ${archived ? "Bring back" : "Archive"}</button>
        ${titleSource === "user" ? html`<button class="framed" @click=${() => this.#patch(key, { title: null })}>Original title</button>` : nothing}
      </p>
    </section>`;
  }

  #money({ cost }: SessionSummary): TemplateResult {
    if (cost === undefined) return html`<section><h3>Cost</h3><p class="quiet">Not read yet.</p></section>`;
    const { unpriced } = cost;
    return html`<section>
      <h3>Cost at list prices</h3>
      <dl>
        <dt>Total</dt><dd class="strong">${costLabel(cost)}</dd>
        ${cost.agents > 0 ? html`<dt>This session</dt><dd>${dollars(cost.own)}</dd><dt>Sub-agents</dt><dd>${dollars(cost.agents)}</dd>` : nothing}
      </dl>
      ${
        unpriced === undefined || unpriced.calls === 0
          ? cost.atLeast
            ? html`<p class="quiet">At least: some recorded counts are only lower bounds.</p>`
            : nothing
          : html`<p class="quiet">At least: the price of ${unpriced.models.join(", ")} is not known (${unpriced.calls.toLocaleString()} calls,
              ${unpriced.tokens.toLocaleString()} tokens).</p>`
      }
    </section>`;
  }

  #tokens({ tokens, models = [] }: SessionSummary): TemplateResult | typeof nothing {
    if (tokens === undefined) return nothing;
    return html`<section>
      <h3>Tokens</h3>
      <dl>
        ${CLASSES.filter(({ name }) => tokens[name] > 0).map(({ name, label }) => html`<dt>${label}</dt><dd>${tokens[name].toLocaleString()}</dd>`)}
        <dt>Total</dt><dd class="strong">${totalTokens(tokens).toLocaleString()}</dd>
      </dl>
      ${models.length === 0 ? nothing : html`<h3>By model</h3>${models.map((usage) => this.#model(usage))}`}
    </section>`;
  }

  #model({ model, calls, tokens, usd }: ModelUsage): TemplateResult {
    return html`<dl class="model">
      <dt><bdi>${model}</bdi></dt><dd class="strong">${usd === undefined ? "unknown" : dollars(usd)}</dd>
      <dt class="quiet">${calls.toLocaleString()} calls</dt><dd class="quiet">${totalTokens(tokens).toLocaleString()} tokens</dd>
    </dl>`;
  }

  #agentList(): TemplateResult | typeof nothing {
    if (this.agents.length === 0) return nothing;
    return html`<section>
      <h3>Sub-agents</h3>
      <ul>
        ${this.agents.map(
          (agent) => html`<li>
            ${stateBadge(agent.activity)}
            <a href=${this.href(`/s/${agent.key}`)} title=${shownTitle(agent)}><bdi>${agent.facts.agentType === undefined ? "" : `${agent.facts.agentType}: `}${shownTitle(agent)}</bdi></a>
            <span>${costLabel(agent.cost)}</span>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  #counts({ facts, size, partial }: SessionSummary): TemplateResult {
    const { counts } = facts;
    const row = (label: string, value: number): TemplateResult | typeof nothing =>
      value === 0 ? nothing : html`<dt>${label}</dt><dd>${value.toLocaleString()}</dd>`;
    return html`<section>
      <h3>Transcript</h3>
      <dl>
        ${row("Prompts", counts.prompts)} ${row("Replies", counts.replies)} ${row("Tool calls", counts.toolCalls)}
        ${row("Tool errors", counts.toolErrors)} ${row("Compactions", counts.compactions)} ${row("Lines", counts.lines)}
        ${row("Lines of unknown kind", counts.unknown)} ${row("Unreadable lines", counts.bad)}
        <dt>Size</dt><dd>${byteSize(size)}</dd>
        ${facts.firstMessageAt === undefined ? nothing : html`<dt>First message</dt><dd>${fullTime(facts.firstMessageAt)}</dd>`}
        ${facts.lastMessageAt === undefined ? nothing : html`<dt>Last message</dt><dd>${fullTime(facts.lastMessageAt)}</dd>`}
      </dl>
      ${partial ? html`<p class="quiet">Only the beginning and the end have been read so far: counts and cost follow.</p>` : nothing}
    </section>`;
  }

  #places({ id, backend, project, facts }: SessionSummary): TemplateResult {
    return html`<section>
      <h3>Where</h3>
      ${this.#place("Session", id)} ${this.#place("Project", project.path ?? project.name)}
      ${facts.cwd === project.path ? nothing : this.#place("Works in", facts.cwd)} ${this.#place("Branch", facts.branch)}
      ${this.#place("Worktree", facts.worktree)} ${this.#place("Transcript", this.path)}
      <dl>
        <dt>Backend</dt><dd>${backend}</dd>
        ${facts.toolVersion === undefined ? nothing : html`<dt>Tool version</dt><dd>${facts.toolVersion}</dd>`}
        ${facts.permissionMode === undefined ? nothing : html`<dt>Permissions</dt><dd>${facts.permissionMode}</dd>`}
      </dl>
    </section>`;
  }

  #place(label: string, value: string | undefined): TemplateResult | typeof nothing {
    if (value === undefined || value === "") return nothing;
    return html`<div class="place">
      <span>${label}</span>
      <code dir="auto">${value}</code>
      <button class="icon" aria-label=${`Copy: ${label}`} title="Copy" @click=${() => this.#emit("copy-text", value)}>${icon("copy", 14)}</button>
    </div>`;
  }

  async #readPath(key: string): Promise<void> {
    this.#asked = key;
    this.path = undefined;
    const detail: SessionDetail | undefined = await this.api.session(key).catch(() => undefined);
    if (this.#asked === key) this.path = detail?.path;
  }

  #patch(key: string, change: object): void {
    this.#emit("patch-session", { key, change });
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

customElements.define("vibedeck-details", DetailsPanel);
