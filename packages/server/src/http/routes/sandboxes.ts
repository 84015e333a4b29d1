import type { PlaceBoard } from "../../places/place-board.ts";
import { notFound } from "../errors.ts";
import { nothing } from "../schemas/drive.ts";
import { sandboxes, sandboxStopped } from "../schemas/sandboxes.ts";
import { found } from "./parse-input.ts";
import { changeRoute, type Route, readRoute } from "./route.ts";

/** The sandboxes of all users, for admins. */
export function sandboxRoutes(board: PlaceBoard): readonly Route[] {
  return [
    readRoute({
      path: "/api/sandboxes",
      summary: "The sandboxes of all users: how they are and what they use. For admins.",
      admin: true,
      answer: sandboxes,
      run: async () => ({ backends: await board.reports() }),
    }),
    changeRoute({
      method: "POST",
      path: "/api/sandboxes/:backend/:user/stop",
      summary: "Stops the sandbox of a user with all that runs in it. For admins.",
      admin: true,
      audit: "sandbox-stop",
      body: nothing,
      answer: sandboxStopped,
      run: async ({ params }) => ({
        stopped: found(await board.stop(params["backend"] ?? "", userOf(params))),
      }),
    }),
  ];
}

/** A path segment that must be a user's id: of whoever never signed in, too. */
function userOf(params: Readonly<Record<string, string>>): string {
  const user = params["user"] ?? "";
  if (!/^[a-z0-9](?:[a-z0-9-]{0,53}[a-z0-9])?$/.test(user)) throw notFound();
  return user;
}
