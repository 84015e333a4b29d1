import { describe, expect, it } from "vitest";
import { needingOnlyOwner, ownSessions } from "../src/list/others.ts";
import { session } from "./fixture.ts";

describe("everybody's sessions", () => {
  const drive = { state: "running", needs: 2, queued: 0 } as const;
  const all = new Map(["ada", "bob"].map((owner) => [owner, session(owner, { owner, drive })]));

  it("need the reader only where they are the reader's own", () => {
    const shown = needingOnlyOwner(all, "ada");
    expect([shown.get("ada")?.drive?.needs, shown.get("bob")?.drive?.needs]).toEqual([2, 0]);
  });

  it("are the reader's own by their owner, and nobody's while nobody knows who reads", () => {
    expect([...ownSessions(all, "ada").keys()]).toEqual(["ada"]);
    expect([...ownSessions(all, undefined).keys()]).toEqual([]);
  });
});
