import type { UserSummary } from "./users-api.ts";

/** From so many users on there is a box to filter them. */
export const FILTER_FROM = 11;

/** Users whose name or id has all words of a filter, who was seen last first. */
export function shownUsers(users: readonly UserSummary[], filter: string): readonly UserSummary[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return users
    .filter(({ id, name = "" }) => {
      const text = `${name} ${id}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => b.lastSeen - a.lastSeen || (a.id < b.id ? -1 : 1));
}

/** What people call a user. */
export function calledUser({ id, name = "" }: Pick<UserSummary, "id" | "name">): string {
  return name.trim() === "" ? id : name;
}
