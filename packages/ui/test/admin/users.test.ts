import { describe, expect, it } from "vitest";
import { calledUser, shownUsers } from "../../src/admin/shown-users.ts";
import { question } from "../../src/admin/user-action.ts";
import { user } from "../fake-auth.ts";

describe("the users shown", () => {
  const users = [
    user("a", { lastSeen: 1, name: "Zoe Young" }),
    user("b", { lastSeen: 3, name: "Al" }),
    user("c", { lastSeen: 3, name: "  " }),
  ];

  it("are sorted by when they were seen last, then by id", () => {
    expect(shownUsers(users, "").map(({ id }) => id)).toEqual(["b", "c", "a"]);
  });

  it("have all words of the filter in their name or id", () => {
    expect(shownUsers(users, " YOUNG  zo ").map(({ id }) => id)).toEqual(["a"]);
    expect(shownUsers(users, "zoe al")).toEqual([]);
  });

  it("are called by their id where they have no name", () => {
    expect(users.map(calledUser)).toEqual(["Zoe Young", "Al", "c"]);
  });
});

describe("the question before something is done to a user", () => {
  it("says how many browsers it is about, and that it is oneself", () => {
    const { text } = question({ act: "revoke", user: user("a", { signedIn: 3 }) }, false);
    expect(text).toContain("all 3 browsers");
    expect(question({ act: "revoke", user: user("a") }, true).text).toContain("This is you");
    expect(question({ act: "revoke", user: user("a") }, true).text).toContain("the one browser");
  });
});
