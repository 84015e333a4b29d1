import { fromUserId, toUserId, VibeDeckError } from "@vibedeck/core";
import type { User, Users } from "../../accounts/accounts.ts";
import { didYouMean } from "../../config/problem.ts";

/** Characters of a name that an error repeats. */
const MAX_SHOWN = 100;

/**
 * Whom an operator means by a user id, or by the value of the id claim.
 * @throws `VibeDeckError` `USER_NOT_FOUND`, with what may have been meant.
 */
export function findUser(users: Users, name: string): User {
  const known = users.get(name);
  if (known !== undefined) return known;
  const mapped = toUserId(name);
  const user = "id" in mapped ? users.get(mapped.id) : undefined;
  if (user !== undefined) return user;
  throw nobodyCalled(name, users);
}

function nobodyCalled(name: string, users: Users): VibeDeckError {
  const names = users.list().flatMap(({ id }) => [id, fromUserId(id) ?? id]);
  const meant = didYouMean(name, names);
  const question = meant === undefined ? "." : `, did you mean ${JSON.stringify(meant)}?`;
  const shown = JSON.stringify(name.slice(0, MAX_SHOWN));
  return new VibeDeckError("USER_NOT_FOUND", `Nobody called ${shown} has signed in here${question}`, {
    hint: "`vibedeck users` lists everybody, by user id and by the value of the id claim.",
  });
}
