import type { DeckMiddleware } from "../context.ts";
import type { Metric } from "./exposition.ts";

/** Addresses by which messages come in. */
const SENDING: ReadonlySet<string> = new Set([
  "/api/sessions",
  "/api/sessions/:key/messages",
  "/api/sessions/:key/fork",
]);

const OUTCOMES = ["accepted", "refused", "failed"] as const;

/** How the requests that send a message were answered since the start. */
export class SendCounts {
  readonly #counts = new Map<string, number>();

  /** Counts what passes. It has to stand where errors are answers already. */
  readonly middleware: DeckMiddleware = async (ctx, next) => {
    await next();
    const { route } = ctx.state;
    if (ctx.method !== "POST" || route === undefined || !SENDING.has(route)) return;
    const outcome = ctx.status < 400 ? "accepted" : ctx.status < 500 ? "refused" : "failed";
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
  };

  collect(): Metric {
    return {
      name: "vibedeck_sends_total",
      type: "counter",
      help: "Messages that people sent, by how they were answered.",
      samples: OUTCOMES.map((outcome) => ({ labels: { outcome }, value: this.#counts.get(outcome) ?? 0 })),
    };
  }
}
