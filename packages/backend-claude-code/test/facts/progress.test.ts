import { describe, expect, it } from "vitest";
import { call, factsAfter, reply, result, stateOf } from "./lines.ts";

const todo = (status: string) => ({ content: "x", status, activeForm: "x" });
const create = (id: string) => [
  reply(call("TaskCreate", `c${id}`, { subject: "x" })),
  result(`c${id}`, { toolUseResult: { task: { id, subject: "x" } } }),
];
const update = (taskId: string, status: string) => [
  reply(call("TaskUpdate", `u${taskId}${status}`, { taskId, status })),
  result(`u${taskId}${status}`),
];

describe("the to-do list", () => {
  it("is the last one written", () => {
    const first = reply(call("TodoWrite", "1", { todos: [todo("pending")] }));
    const second = reply(
      call("TodoWrite", "2", { todos: [todo("completed"), todo("in_progress"), todo("pending")] }),
    );

    expect(factsAfter([first, second]).todos).toEqual({ done: 1, total: 3 });
  });

  it("is folded from single tasks", () => {
    const lines = [...create("1"), ...create("2"), ...create("3")];

    expect(factsAfter([...lines, ...update("1", "completed"), ...update("3", "deleted")]).todos).toEqual({
      done: 1,
      total: 2,
    });
    expect(factsAfter([...lines, ...update("1", "completed"), ...update("1", "in_progress")]).todos).toEqual({
      done: 0,
      total: 3,
    });
  });

  it.each([[{ todos: "all" }], [{ todos: [] }], [{ todos: [null, 7] }], [[]], [null], ["x"]])(
    "stands a list like %j (138)",
    (input) => {
      expect(() =>
        factsAfter([reply({ type: "tool_use", id: "1", name: "TodoWrite", input })]),
      ).not.toThrow();
    },
  );
});

describe("open calls", () => {
  it.each(["__proto__", "constructor", "hasOwnProperty", "toString"])(
    "are closed by their own result when named %s (141)",
    (id) => {
      const lines = [reply(call("Read", id)), reply(call("Grep", "other"))];

      expect(factsAfter(lines).activity.reason).toBe("runs 2 tools");
      expect(factsAfter([...lines, result(id)]).activity.reason).toBe("runs Grep");
      expect(factsAfter([...lines, result(id), result("other")]).activity).not.toHaveProperty("reason");
    },
  );

  it("are no more than 32", () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => reply(call("Read", `id-${index}`)));

    expect(stateOf(lines).open).toHaveLength(32);
  });
});

describe("links", () => {
  const link = (prNumber: number, prUrl: unknown) => ({
    type: "pr-link",
    prNumber,
    prUrl: String(prUrl),
    prRepository: "ada/deck",
  });

  it("are pull requests and published pages, each once", () => {
    const page = { type: "frame-link", frameUrl: "https://claude.ai/code/artifact/4bba", title: "Checklist" };
    const pull = link(16, "https://github.com/ada/deck/pull/16");

    expect(factsAfter([pull, page, pull, { type: "frame-link", artifactCount: 1 }]).links).toEqual([
      { label: "ada/deck#16", url: "https://github.com/ada/deck/pull/16" },
      { label: "Checklist", url: "https://claude.ai/code/artifact/4bba" },
    ]);
  });

  it.each(["javascript:alert(1)", "file:///etc/passwd", "https://a b", 'https://x/"onclick=', "//evil"])(
    "are never %s",
    (url) => {
      expect(factsAfter([link(1, url)])).not.toHaveProperty("links");
    },
  );

  it("are the last eight", () => {
    const lines = Array.from({ length: 50 }, (_, index) =>
      link(index, `https://github.com/ada/deck/pull/${index}`),
    );

    expect(factsAfter(lines).links?.map((item) => item.label)).toEqual(
      [42, 43, 44, 45, 46, 47, 48, 49].map((n) => `ada/deck#${n}`),
    );
  });
});
