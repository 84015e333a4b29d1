import { describe, expect, it } from "vitest";
import type { ReadJob } from "../../src/engine/read/job.ts";
import { JobQueue } from "../../src/engine/read/job-queue.ts";

let last = 0;

function job(owner: string, path: string): ReadJob {
  const root = { path: `/homes/${owner}`, owner, trusted: false };
  return { no: last++, backend: "b", root, path, ref: { id: path, kind: "session", group: "g" } };
}

function taken(queue: JobQueue, may: (owner: string) => boolean = () => true): string[] {
  const paths: string[] = [];
  for (let next = queue.take(may); next !== undefined; next = queue.take(may)) paths.push(next.path);
  return paths;
}

describe("files that wait to be read", () => {
  it("are read first come first served where all are one person's", () => {
    const queue = new JobQueue();
    for (const path of ["a", "b", "c"]) queue.add(job("local", path));
    queue.addFirst(job("local", "now"));

    expect(queue.size).toBe(4);
    expect(taken(queue)).toEqual(["now", "a", "b", "c"]);
    expect(queue.size).toBe(0);
  });

  it("are read for owners by turns, however many one has (97, 115)", () => {
    const queue = new JobQueue();
    for (let count = 0; count < 1_000; count++) queue.add(job("bob", `bob${count}`));
    for (const path of ["alice0", "alice1"]) queue.add(job("alice", path));

    expect(taken(queue).slice(0, 6)).toEqual(["bob0", "alice0", "bob1", "alice1", "bob2", "bob3"]);
  });

  it("go before all others when a person waits for them, each of them once", () => {
    const queue = new JobQueue();
    const wanted = job("alice", "wanted");
    queue.add(job("bob", "bob0"));
    queue.add(job("alice", "alice0"));
    queue.add(wanted);
    queue.addFirst(wanted);

    expect(queue.size).toBe(3);
    expect(taken(queue)).toEqual(["wanted", "bob0", "alice0"]);
  });

  it("are left where their owner may have no more for now", () => {
    const queue = new JobQueue();
    for (const owner of ["bob", "alice", "bob"]) queue.add(job(owner, owner));

    expect(taken(queue, (owner) => owner === "alice")).toEqual(["alice"]);
    expect(taken(queue)).toEqual(["bob", "bob"]);
  });
});
