import { answer, approval, approvals } from "../schemas/approval.ts";
import { found, idOf } from "./parse-input.ts";
import { changeRoute, type Route, readRoute } from "./route.ts";

/** What agents ask. */
export const approvalRoutes: readonly Route[] = [
  readRoute({
    path: "/api/approvals",
    summary: "Everything that waits for the person who asks, oldest first.",
    answer: approvals,
    drives: true,
    run: ({ view }) => ({ approvals: view.drive.approvals() }),
  }),
  changeRoute({
    method: "POST",
    path: "/api/approvals/:id",
    summary: "Allows, denies or answers what an agent asks; the first answer counts.",
    body: answer,
    answer: approval,
    audit: "approval",
    drives: true,
    run: async ({ view, params, body }) => found(await view.drive.answer(idOf(params), body)),
  }),
];
