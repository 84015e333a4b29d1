import { describe, expect, it } from "vitest";
import { mountPath } from "../src/app/base.ts";
import { forEveryone, formatRoute, isForEveryone, parseRoute } from "../src/app/route.ts";
import { renderPage } from "../src/index.ts";

const at = (pathname: string, search = "") => ({ pathname, search });

describe("routes", () => {
  it("reads the list, a new session, a session, and a message in it", () => {
    expect(parseRoute(at("/"), "/")).toEqual({ page: "list" });
    expect(parseRoute(at("/s/abc_-9"), "/")).toEqual({ page: "session", key: "abc_-9" });
    expect(parseRoute(at("/new"), "/")).toEqual({ page: "new" });
    expect(parseRoute(at("/admin"), "/")).toEqual({ page: "admin" });
    expect(parseRoute(at("/new", "?from=abc"), "/")).toEqual({ page: "new", from: "abc" });
    expect(parseRoute(at("/s/abc", "?at=gen.120"), "/")).toEqual({
      page: "session",
      key: "abc",
      cursor: "gen.120",
    });
  });

  it("writes what it reads, below any mount path", () => {
    for (const base of ["/", "/deck/", "/a/b/"]) {
      for (const route of [
        { page: "list" },
        { page: "new" },
        { page: "admin" },
        { page: "new", from: "k" },
        { page: "session", key: "k" },
        { page: "session", key: "k", cursor: "g.7" },
      ] as const) {
        const url = new URL(formatRoute(route, base), "http://localhost");
        expect(parseRoute(url, base)).toEqual(route);
      }
    }
  });

  it("takes anything strange for the list, and a strange cursor for none", () => {
    for (const path of [
      "/s/",
      "/s/a/b",
      "/s/..",
      "/s/a%2Fb",
      "/x/y",
      "/new/x",
      "/admin/x",
      `/s/${"k".repeat(65)}`,
    ]) {
      expect(parseRoute(at(path), "/")).toEqual({ page: "list" });
    }
    expect(parseRoute(at("/deckhand/s/a"), "/deck/")).toEqual({ page: "list" });
    expect(parseRoute(at("/s/a", "?at=<script>"), "/")).toEqual({ page: "session", key: "a" });
  });

  it("asks for everybody's sessions in any address, and only when it is said just so", () => {
    for (const address of ["/", "/admin", "/s/k?at=g.7"]) {
      const { search } = new URL(forEveryone(address), "http://localhost");
      expect(isForEveryone(search)).toBe(true);
    }
    for (const search of ["", "?all", "?all=0", "?all=true", "?xall=1"])
      expect(isForEveryone(search)).toBe(false);
  });

  it("forgets a strange session that a new one is to be like", () => {
    expect(parseRoute(at("/new", "?from=../x"), "/")).toEqual({ page: "new" });
  });

  it("finds its mount path from the address of its script", () => {
    expect(mountPath("http://h/assets/index-1.js")).toBe("/");
    expect(mountPath("http://h/tools/deck/assets/index-1.js?x")).toBe("/tools/deck/");
  });

  it("moves the page below another path, and lets no markup in through it", () => {
    const html = '<script src="/assets/a.js"></script><link href="/assets/a.css">';
    expect(renderPage(html, "/deck/")).toBe(
      '<script src="/deck/assets/a.js"></script><link href="/deck/assets/a.css">',
    );
    expect(renderPage(html, '/"><img>/')).not.toContain("<img>");
  });
});
