import type { Principal, ScopedView } from "@vibedeck/core";
import type { ZodType } from "zod";
import type { DeckContext } from "../context.ts";
import { unavailable } from "../errors.ts";
import { parseBody, parseQuery } from "./parse-input.ts";

/** A view that cannot change anything: all that a GET gets. */
export type ReadView = Omit<ScopedView, "patch">;

/** One address of the API, described once: for the router, for the checks, and for the API's description. */
export interface Route {
  readonly method: "GET" | "PATCH";
  /** `:name` stands for one segment. */
  readonly path: string;
  readonly summary: string;
  readonly query?: ZodType;
  readonly body?: ZodType;
  /** Absent where the answer is not JSON. */
  readonly answer?: ZodType;
  handle(ctx: DeckContext): void | Promise<void>;
}

/** What a route's own code is given. */
export interface RouteInput<View, Query, Body> {
  readonly view: View;
  readonly principal: Principal;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
}

interface Described<Query, Answer> {
  readonly path: string;
  readonly summary: string;
  readonly query?: ZodType<Query>;
  readonly answer: ZodType<Answer>;
}

/** A GET that answers JSON. */
export function readRoute<Answer, Query = unknown>(
  spec: Described<Query, Answer> & {
    run(input: RouteInput<ReadView, Query, undefined>): Answer | Promise<Answer>;
  },
): Route {
  return bareRoute({ ...spec, respond: async (ctx, input) => sendJson(ctx, await spec.run(input)) });
}

/** A GET that writes its own answer. */
export function bareRoute<Query = unknown>(spec: {
  readonly path: string;
  readonly summary: string;
  readonly query?: ZodType<Query>;
  readonly answer?: ZodType;
  respond(ctx: DeckContext, input: RouteInput<ReadView, Query, undefined>): void | Promise<void>;
}): Route {
  const { path, summary } = spec;
  return {
    method: "GET",
    path,
    summary,
    ...(spec.query === undefined ? {} : { query: spec.query }),
    ...(spec.answer === undefined ? {} : { answer: spec.answer }),
    handle: (ctx) =>
      spec.respond(ctx, { ...inputOf(ctx), query: parseQuery(spec.query, ctx), body: undefined }),
  };
}

/** A PATCH that takes and answers JSON. */
export function patchRoute<Answer, Body>(
  spec: Described<unknown, Answer> & {
    readonly body: ZodType<Body>;
    run(input: RouteInput<ScopedView, unknown, Body>): Answer | Promise<Answer>;
  },
): Route {
  const { path, summary, body, answer } = spec;
  return {
    method: "PATCH",
    path,
    summary,
    body,
    answer,
    handle: async (ctx) => {
      const input = {
        ...inputOf(ctx),
        query: parseQuery(spec.query, ctx),
        body: parseBody(body, ctx.state.body),
      };
      sendJson(ctx, await spec.run(input));
    },
  };
}

/** Answers JSON. Turned into text here, so that a value that cannot be fails like any other error. */
export function sendJson(ctx: DeckContext, value: unknown): void {
  const text = JSON.stringify(value);
  ctx.status = 200;
  ctx.type = "application/json";
  ctx.body = text;
}

function inputOf(ctx: DeckContext): {
  view: ScopedView;
  principal: Principal;
  params: Readonly<Record<string, string>>;
} {
  const { view, principal, params = {} } = ctx.state;
  if (view === undefined || principal === undefined) throw unavailable("The server is not ready.");
  return { view, principal, params };
}
