import { html, nothing, type TemplateResult } from "lit";
import { avatar } from "../account/avatar.ts";
import { costLabel } from "../format/figures.ts";
import { calledUser } from "./shown-users.ts";
import { cell, timeOr } from "./table-cell.ts";
import type { UserAct } from "./user-action.ts";
import type { UserSummary } from "./users-api.ts";

/** What a row needs beside its user. */
export interface UserRowContext {
  readonly now: number;
  /** The admin's own id. */
  readonly reader: string;
  /** Id of the user with a request on its way. */
  readonly busy: string | undefined;
  ask(act: UserAct, user: UserSummary): void;
}

const NEVER: TemplateResult = html`never`;

/** A user, as a row of the table, which is a card where it is narrow. */
export function userRow(user: UserSummary, context: UserRowContext): TemplateResult {
  const { id, lastSeen, firstSeen, signedIn, sessions, cost } = user;
  const { now } = context;
  return html`<tr role="row" data-user=${id}>
    <th role="rowheader" scope="row">${person(user, context.reader)}</th>
    ${cell("Last seen", timeOr(NEVER, lastSeen, now))}
    ${cell("First seen", timeOr(NEVER, firstSeen, now))}
    ${cell("Browsers", html`${signedIn.toLocaleString()}`, true)}
    ${cell("Sessions", html`${sessions.toLocaleString()}`, true)}
    ${cell("Cost", html`${costLabel(cost) || "$0.00"}`, true)}
    <td role="cell" class="acts">${acts(user, context)}</td>
  </tr>`;
}

/** The names of the columns. */
export function columns(): TemplateResult {
  const head = (text: string, figure = false): TemplateResult =>
    html`<th role="columnheader" scope="col" class=${figure ? "figure" : nothing}>${text}</th>`;
  return html`<thead role="rowgroup"><tr role="row">
    ${head("User")} ${head("Last seen")} ${head("First seen")} ${head("Browsers", true)} ${head("Sessions", true)} ${head("Cost", true)}
    <th role="columnheader" scope="col"><span class="hidden-text">Actions</span></th>
  </tr></thead>`;
}

function person(user: UserSummary, reader: string): TemplateResult {
  const { id, name, admin, blocked } = user;
  return html`<span class="person">
    ${avatar(id, name)}
    <span class="called">
      <b dir="auto" title=${calledUser(user)}>${calledUser(user)}</b>
      <span class="id" title=${id}>${id}</span>
    </span>
    ${id === reader ? html`<span class="mark">You</span>` : nothing}
    ${admin ? html`<span class="mark">Admin</span>` : nothing}
    ${blocked ? html`<span class="mark bad">Blocked</span>` : nothing}
  </span>`;
}

function acts(user: UserSummary, { reader, busy, ask }: UserRowContext): TemplateResult {
  const who = calledUser(user);
  const waits = busy === user.id;
  const act: UserAct = user.blocked ? "unblock" : "block";
  const word = user.blocked ? "Unblock" : "Block";
  return html`
    <button class="framed" aria-label=${`Sign out everywhere: ${who}`} ?disabled=${waits || user.signedIn === 0} @click=${() => ask("revoke", user)}>Sign out everywhere</button>
    ${user.id === reader ? nothing : html`<button class="framed" aria-label=${`${word}: ${who}`} ?disabled=${waits} @click=${() => ask(act, user)}>${word}</button>`}
  `;
}
