import { calledUser } from "./shown-users.ts";
import type { UserSummary, UsersApi } from "./users-api.ts";

/** What an admin can do with a user. */
export type UserAct = "revoke" | "block" | "unblock";

/** An action that waits for a yes. */
export interface UserAction {
  readonly act: UserAct;
  readonly user: UserSummary;
}

/** What is asked before it is done. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
}

/** @param own Whether it is the admin's own account. */
export function question({ act, user }: UserAction, own: boolean): Question {
  const who = calledUser(user);
  if (act === "unblock")
    return {
      title: `Unblock ${who}?`,
      text: "They can sign in again, as far as the rules of this server let them in.",
      yes: "Unblock",
    };
  if (act === "block")
    return {
      title: `Block ${who}?`,
      text: "They are signed out everywhere at once and cannot sign in until you unblock them. Their sessions stay as they are.",
      yes: "Block",
    };
  const where = user.signedIn === 1 ? "the one browser" : `all ${user.signedIn} browsers`;
  return {
    title: `Sign ${who} out everywhere?`,
    text: `${own ? "This is you: you are signed out" : "They are signed out"} in ${where} at once, and can sign in again. What their agents do goes on.`,
    yes: "Sign out everywhere",
  };
}

/** Does it. Returns the user as they are then, and a sentence about it. */
export async function perform(
  api: UsersApi,
  { act, user }: UserAction,
): Promise<{ readonly user: UserSummary; readonly told: string }> {
  const who = calledUser(user);
  if (act === "revoke") {
    const ended = await api.revoke(user.id);
    const browsers = ended === 1 ? "1 browser" : `${ended} browsers`;
    return { user: { ...user, signedIn: 0 }, told: `${who} was signed out in ${browsers}` };
  }
  const changed = await api.block(user.id, act === "block");
  return { user: changed, told: act === "block" ? `${who} is blocked` : `${who} is not blocked any more` };
}
