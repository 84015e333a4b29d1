import { randomBytes } from "node:crypto";
import type { AgentRequest, Answer } from "../../conversation.ts";
import type { Approval, RequestState } from "../../drive.ts";
import { isVibeDeckError, VibeDeckError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { ApprovalStore } from "../state/approval-store.ts";
import type { Agent } from "./agent.ts";
import { answerText, checkAnswer } from "./check-answer.ts";
import { clipRequest, clipSettled } from "./clip-request.ts";

/** How long a settled request is still shown, in milliseconds, and how many of them. */
const SHOWN_MS = 60_000;
const MAX_SETTLED = 20;

/** Requests of one session that wait at once, and their characters of JSON; more are refused for the person. */
const MAX_PENDING = 100;
const MAX_PENDING_SIZE = 2_000_000;

/** Characters of a tool's name in a list. */
const MAX_TOOL = 60;

interface Waiting {
  readonly approval: Approval;
  readonly user: string;
  readonly requestId: string;
  readonly agent: Agent;
  /** Characters of JSON: readers are told all that wait, with every change. */
  readonly size: number;
}

/** The requests of all agents: kept in the database, answered once. */
export class Approvals {
  readonly #store: ApprovalStore;
  readonly #now: () => number;
  readonly #logger: Logger;
  readonly #changed: (session: string) => void;
  readonly #waiting = new Map<string, Waiting>();
  readonly #settled = new Map<string, Approval[]>();

  constructor(sources: {
    readonly store: ApprovalStore;
    readonly now: () => number;
    readonly logger: Logger;
    readonly changed: (session: string) => void;
  }) {
    this.#store = sources.store;
    this.#now = sources.now;
    this.#logger = sources.logger;
    this.#changed = sources.changed;
  }

  /** The agent of a session waits for a person. */
  open(user: string, session: string, request: AgentRequest, agent: Agent): void {
    if (this.#isFull(session)) {
      const answer = { type: "deny", message: "Too many requests wait for an answer." } as const;
      void agent.conversation.answer(request.id, answer).catch(() => {
        // It is gone: then nobody waits for the answer.
      });
      return;
    }
    const id = randomBytes(24).toString("base64url");
    const approval: Approval = { ...clipRequest(request), id, session, state: "pending", at: this.#now() };
    try {
      this.#store.add(user, approval);
    } catch (err) {
      this.#logger.error({ err, session }, "A request of an agent could not be saved");
    }
    const { length: size } = JSON.stringify(approval);
    this.#waiting.set(id, { approval, user, requestId: request.id, agent, size });
    this.#changed(session);
  }

  /** The tool took a request back. */
  withdraw(agent: Agent, requestId: string): void {
    const all = [...this.#waiting.values()];
    this.#close(
      all.filter((waiting) => waiting.agent === agent && waiting.requestId === requestId),
      "expired",
    );
  }

  /** Settles everything that waits in a session. */
  closeAll(session: string, state: "expired" | "orphaned"): void {
    this.#close(this.#of(session), state);
  }

  /** Requests of a session that wait, and those that were settled a moment ago, oldest first. */
  shown(session: string): readonly Approval[] {
    const since = this.#now() - SHOWN_MS;
    const settled = (this.#settled.get(session) ?? []).filter(({ endedAt = 0 }) => endedAt > since);
    const all = [...settled, ...this.#of(session).map(({ approval }) => approval)];
    return all.sort((a, b) => a.at - b.at);
  }

  /** What the oldest request that waits is about, in a few words. */
  asks(session: string): string | undefined {
    const approval = this.#of(session)[0]?.approval;
    if (approval?.kind === "question") return "asks a question";
    if (approval?.kind === "plan") return "asks to approve its plan";
    return approval && `asks to run ${approval.tool.slice(0, MAX_TOOL).toWellFormed()}`;
  }

  pending(session: string): number {
    return this.#of(session).length;
  }

  ofUser(user: string): readonly Approval[] {
    return [...this.#waiting.values()].filter((w) => w.user === user).map(({ approval }) => approval);
  }

  /**
   * @returns `undefined` for a request that is not of this user.
   * @throws `VibeDeckError` `CONFLICT`, `BAD_REQUEST`.
   */
  async answer(user: string, id: string, answer: Answer): Promise<Approval | undefined> {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined || waiting.user !== user) {
      const settled = this.#store.get(user, id);
      if (settled === undefined) return undefined;
      throw settledBefore(settled);
    }
    const { approval, agent } = waiting;
    checkAnswer(approval, answer, agent.info);
    const said = { state: stateAfter(answer), endedAt: this.#now(), answer: answerText(approval, answer) };
    const settled = clipSettled({ ...approval, ...said });
    if (!this.#store.settle(settled)) {
      // The database decides between two answers. It does not know what could not be saved when it was asked.
      const known = this.#store.get(user, id);
      if (known !== undefined) throw settledBefore(known);
    }
    this.#settle(waiting, settled);
    await this.#hand(waiting, answer);
    return settled;
  }

  /** Shows a request for a moment that was settled. */
  show(approval: Approval): void {
    const settled = clipSettled(approval);
    const before = (this.#settled.get(settled.session) ?? []).filter(({ id }) => id !== settled.id);
    this.#settled.set(settled.session, [...before, settled].slice(-MAX_SETTLED));
    this.#changed(settled.session);
  }

  /** A session got another key. */
  rename(from: string, to: string): void {
    this.#store.rename(from, to);
    for (const [id, waiting] of this.#waiting) {
      if (waiting.approval.session !== from) continue;
      this.#waiting.set(id, { ...waiting, approval: { ...waiting.approval, session: to } });
    }
    const settled = this.#settled.get(from) ?? [];
    this.#settled.delete(from);
    if (settled.length > 0)
      this.#settled.set(
        to,
        settled.map((approval) => ({ ...approval, session: to })),
      );
  }

  /** Forgets what was shown of a session. */
  forget(session: string): void {
    this.#settled.delete(session);
  }

  async #hand(waiting: Waiting, answer: Answer): Promise<void> {
    const { approval, agent, requestId } = waiting;
    try {
      await agent.conversation.answer(requestId, answer);
    } catch (error) {
      if (isVibeDeckError(error) && error.code === "BAD_REQUEST") {
        this.#reopen(waiting);
        throw error;
      }
      const state = isVibeDeckError(error) && error.code === "NOT_FOUND" ? "expired" : "orphaned";
      const settled = clipSettled({ ...approval, state, endedAt: this.#now() });
      this.#store.force(approval.id, state, this.#now());
      this.#settle(waiting, settled);
      throw settledBefore(settled);
    }
  }

  #reopen(waiting: Waiting): void {
    const { id, session } = waiting.approval;
    this.#store.reopen(waiting.approval);
    this.#settled.set(
      session,
      (this.#settled.get(session) ?? []).filter((approval) => approval.id !== id),
    );
    this.#waiting.set(id, waiting);
    this.#changed(session);
  }

  #close(all: readonly Waiting[], state: "expired" | "orphaned"): void {
    if (all.length === 0) return;
    const endedAt = this.#now();
    const closed = all.map((waiting) => ({
      waiting,
      settled: clipSettled({ ...waiting.approval, state, endedAt }),
    }));
    try {
      this.#store.settleAll(closed.map(({ settled }) => settled));
    } catch (err) {
      const session = all[0]?.approval.session;
      this.#logger.error({ err, session }, "Requests could not be marked as over");
    }
    for (const { waiting, settled } of closed) this.#settle(waiting, settled);
  }

  #settle(waiting: Waiting, settled: Approval): void {
    this.#waiting.delete(waiting.approval.id);
    this.show(settled);
  }

  #isFull(session: string): boolean {
    const waiting = this.#of(session);
    return waiting.length >= MAX_PENDING || sum(waiting.map(({ size }) => size)) >= MAX_PENDING_SIZE;
  }

  #of(session: string): readonly Waiting[] {
    return [...this.#waiting.values()].filter(({ approval }) => approval.session === session);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0);
}

function stateAfter(answer: Answer): RequestState {
  if (answer.type === "answers") return "answered";
  return answer.type === "allow" ? "allowed" : "denied";
}

function settledBefore({ state, answer }: Approval): VibeDeckError {
  const words = new Map<RequestState, string>([
    ["expired", "The tool no longer waits for an answer."],
    ["orphaned", "The agent that asked is gone."],
  ]);
  const text = words.get(state) ?? `This was answered before: ${answer ?? state}.`;
  return new VibeDeckError("CONFLICT", text);
}
