import { toUserId } from "@vibedeck/core";
import type { AdmissionRules } from "../auth/setup.ts";
import type { AuthEntry, AuthValues } from "./auth-table.ts";
import type { ConfigProblem } from "./problem.ts";

const LISTS = ["allowed_users", "allowed_domains", "allowed_groups"] as const;

/**
 * Reads who may enter. An empty list lets nobody in, so it is no rule; without any rule nobody could ever sign in.
 * @param broken whether something in the table has the wrong type: it may be the rule that is missing.
 */
export function admissionRules(
  values: AuthValues,
  where: AuthEntry["where"],
  broken: boolean,
): { readonly rules: AdmissionRules; readonly problems: readonly ConfigProblem[] } {
  const rules: AdmissionRules = {
    allowedUsers: values.allowed_users ?? [],
    allowedDomains: values.allowed_domains ?? [],
    allowedGroups: values.allowed_groups ?? [],
    allowAll: values.allow_all ?? false,
    adminUsers: values.admin_users ?? [],
  };
  const problem = broken ? undefined : contradiction(rules, values, where);
  return { rules, problems: [...(problem === undefined ? [] : [problem]), ...impossible(values, where)] };
}

/** Names that no sign-in can yield, so that they are mistakes: a space too many, or one that is reserved. */
function impossible(values: AuthValues, where: AuthEntry["where"]): readonly ConfigProblem[] {
  return (["allowed_users", "admin_users"] as const).flatMap((key) =>
    (values[key] ?? []).flatMap((name, index) => {
      const mapped = toUserId(name);
      if (!("refused" in mapped)) return [];
      return [{ where: where(key, index), text: `"${key}.${index}" can never sign in: ${mapped.refused}` }];
    }),
  );
}

function contradiction(
  rules: AdmissionRules,
  values: AuthValues,
  where: AuthEntry["where"],
): ConfigProblem | undefined {
  const lists = LISTS.filter((key) => values[key] !== undefined);
  if (rules.allowAll && lists.length > 0) {
    const text = `"allow_all = true" lets everybody in, so "${lists[0]}" would mean nothing: keep one of them.`;
    return { where: where("allow_all"), text };
  }
  const none = [rules.allowedUsers, rules.allowedDomains, rules.allowedGroups].every(
    (list) => list.length === 0,
  );
  if (rules.allowAll || !none) return undefined;
  const empty = lists[0] === undefined ? "" : ` An empty "${lists[0]}" means nobody.`;
  const text = `Nobody may sign in.${empty} Name people in "allowed_users", "allowed_domains" or "allowed_groups", or write "allow_all = true" for everybody whom the provider knows.`;
  return { where: lists[0] === undefined ? where() : where(lists[0]), text };
}
