import { type Principal, type ScopedDrive, type ScopedView, VibeDeckError } from "@vibedeck/core";
import type { ZodType } from "zod";
import type { AuditAct } from "../../accounts/accounts.ts";
import { MAX_BODY, withJson } from "../body.ts";
import type { DeckContext } from "../context.ts";
import { unavailable } from "../errors.ts";
import { parseBody, parseQuery } from "./parse-input.ts";

/** The half of driving that changes nothing. */
export type ReadDrive = Pick<
  ScopedDrive,
  "sent" | "state" | "approvals" | "info" | "infoIn" | "list" | "listIn"
>;

/** A view that cannot change anything: all that a GET gets. */
export type ReadView = Omit<ScopedView, "patch" | "drive"> & { readonly drive: ReadDrive };

/** One address of the API, described once: for the router, for the checks, and for the API's description. */
export interface Route {
  readonly method: "GET" | "PATCH" | "POST" | "DELETE";
  /** `:name` stands for one segment. */
  readonly path: string;
  readonly summary: string;
  readonly query?: ZodType;
  readonly body?: ZodType;
  /** Absent where the answer is not JSON. */
  readonly answer?: ZodType;
  /** Refused where the server only watches. */
  readonly drives?: boolean;
  /** Answered without sign-in. Everything else is refused before routing. */
  readonly open?: boolean;
  /** For admins; to everybody else it does not exist. */
  readonly admin?: boolean;
  /** What is written to the audit log when it was done. Absent for what changes nothing. */
  readonly audit?: AuditAct;
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
  readonly drives?: boolean;
  readonly admin?: boolean;
}

/** What a request that changes something says beside that. */
interface Changing<Answer> {
  readonly audit: AuditAct;
  /** What it was done to, where the path does not say it. */
  readonly target?: (answer: Answer) => string;
  /** What it was, where `audit` does not say it. */
  readonly act?: (answer: Answer) => AuditAct;
}

/** A GET that answers JSON. */
export function readRoute<Answer, Query = unknown>(
  spec: Described<Query, Answer> & {
    run(input: RouteInput<ReadView, Query, undefined>): NoInfer<Answer> | Promise<NoInfer<Answer>>;
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
  readonly drives?: boolean;
  readonly admin?: boolean;
  respond(ctx: DeckContext, input: RouteInput<ReadView, Query, undefined>): void | Promise<void>;
}): Route {
  const { path, summary } = spec;
  return {
    method: "GET",
    path,
    summary,
    ...(spec.query === undefined ? {} : { query: spec.query }),
    ...(spec.answer === undefined ? {} : { answer: spec.answer }),
    drives: spec.drives === true,
    admin: spec.admin === true,
    handle: (ctx) =>
      spec.respond(ctx, { ...inputOf(ctx), query: parseQuery(spec.query, ctx), body: undefined }),
  };
}

/** A request that takes JSON, changes something and answers JSON. */
export function changeRoute<Answer, Body>(
  spec: Described<unknown, Answer> &
    Changing<NoInfer<Answer>> & {
      readonly method: "PATCH" | "POST";
      readonly body: ZodType<Body>;
      /** Bytes that the body may have. Default {@link MAX_BODY}. */
      readonly maxBody?: number;
      /** Of the answer. Default 200; 202 where the work goes on behind it. */
      readonly status?: 200 | 202;
      run(input: RouteInput<ScopedView, unknown, Body>): NoInfer<Answer> | Promise<NoInfer<Answer>>;
    },
): Route {
  const { method, path, summary, body, answer, audit, maxBody = MAX_BODY, status = 200 } = spec;
  return {
    method,
    path,
    summary,
    body,
    answer,
    audit,
    drives: spec.drives === true,
    admin: spec.admin === true,
    handle: async (ctx) => {
      const input = { ...inputOf(ctx), query: parseQuery(spec.query, ctx) };
      await withJson(ctx.req, { max: maxBody, reader: input.principal.id }, async (value) => {
        requireStillIn(ctx);
        const done = await spec.run({ ...input, body: parseBody(body, value) });
        if (spec.target !== undefined) ctx.state.target = spec.target(done);
        if (spec.act !== undefined) ctx.state.act = spec.act(done);
        sendJson(ctx, done, status);
      });
    },
  };
}

/** A DELETE that answers JSON. */
export function deleteRoute<Answer>(
  spec: Described<unknown, Answer> &
    Changing<NoInfer<Answer>> & {
      run(input: RouteInput<ScopedView, unknown, undefined>): NoInfer<Answer> | Promise<NoInfer<Answer>>;
    },
): Route {
  const { path, summary, answer, audit } = spec;
  return {
    method: "DELETE",
    path,
    summary,
    answer,
    audit,
    drives: spec.drives === true,
    admin: spec.admin === true,
    handle: async (ctx) => {
      const input = { ...inputOf(ctx), query: parseQuery(spec.query, ctx), body: undefined };
      sendJson(ctx, await spec.run(input));
    },
  };
}

/** Answers JSON. Turned into text here, so that a value that cannot be fails like any other error. */
export function sendJson(ctx: DeckContext, value: unknown, status: 200 | 202 = 200): void {
  const text = JSON.stringify(value);
  ctx.status = status;
  ctx.type = "application/json";
  ctx.body = text;
}

/** Whoever sends a body takes minutes over it if they like: what ended meanwhile must not let them act. */
function requireStillIn({ state: { visitor } }: DeckContext): void {
  if (visitor?.stillIn() === false)
    throw new VibeDeckError("UNAUTHENTICATED", "Your sign-in ended meanwhile.");
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
