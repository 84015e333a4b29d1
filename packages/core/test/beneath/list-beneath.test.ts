import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileRefused, type Listing, listBeneath } from "@vibedeck/core/host";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HostileHome } from "./hostile-home.ts";

describe.skipIf(process.platform !== "linux")("listBeneath", () => {
  let home: HostileHome;
  const list = (relativePath: string, limit?: number): Listing =>
    listBeneath({ path: home.path, trusted: false }, relativePath, limit === undefined ? {} : { limit });

  beforeEach(() => {
    home = new HostileHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it("names files and directories with their stat, and everything else as other", async () => {
    home.link("link.jsonl", home.secret);
    home.link("linked", home.outside);
    home.fifo("fifo.jsonl");
    await home.socket("socket.jsonl");

    const { entries, truncated, skipped } = list("");

    expect(Object.fromEntries(entries.map((entry) => [entry.name, entry.kind]))).toEqual({
      "good.jsonl": "file",
      dir: "dir",
      "link.jsonl": "other",
      linked: "other",
      "fifo.jsonl": "other",
      "socket.jsonl": "other",
    });
    expect(entries.find((entry) => entry.name === "good.jsonl")?.size).toBe(11);
    expect([truncated, skipped]).toEqual([false, 0]);
  });

  it("lists a directory below, and refuses to list through a link (101, 130)", () => {
    home.link("linked", home.outside);

    expect(list("dir/deep").entries.map((entry) => entry.name)).toEqual(["good.jsonl"]);
    expect(() => list("linked")).toThrow(FileRefused);
    expect(() => list("../bob")).toThrow(FileRefused);
    expect(() => list("good.jsonl")).toThrow(FileRefused);
    expect(() => list("nothing")).toThrow(FileRefused);
  });

  it("counts names that are not UTF-8 (118)", () => {
    writeFileSync(
      Buffer.concat([Buffer.from(`${home.path}/bad`), Buffer.from([0xff, 0xfe]), Buffer.from(".jsonl")]),
      "",
    );
    home.write("back\\slash");

    expect(
      list("")
        .entries.map((entry) => entry.name)
        .sort(),
    ).toEqual(["dir", "good.jsonl"]);
    expect(list("").skipped).toBe(2);
  });

  it("keeps names that look alike apart (120)", () => {
    home.write("dir/\u00e9.jsonl");
    home.write("dir/e\u0301.jsonl");

    expect(list("dir").entries).toHaveLength(3);
  });

  it("stops at the limit and says so (115)", () => {
    mkdirSync(home.at("many"));
    for (let count = 0; count < 300; count++) writeFileSync(join(home.path, "many", `${count}.jsonl`), "");

    expect(list("many", 300).truncated).toBe(false);
    expect(list("many", 299)).toMatchObject({ truncated: true });
    expect(list("many", 299).entries).toHaveLength(299);
  });

  it("lives with a tree that is deeper than any path may be (117)", () => {
    const script =
      'const fs=require("node:fs");for(let i=0;i<200;i++){fs.mkdirSync("d".repeat(50));process.chdir("d".repeat(50))}';
    execFileSync(process.execPath, ["-e", script], { cwd: home.path });

    expect(list(Array(8).fill("d".repeat(50)).join("/")).entries).toHaveLength(1);
    expect(() => list(Array(9).fill("d".repeat(50)).join("/"))).toThrow(FileRefused);
    execFileSync("rm", ["-rf", home.at("d".repeat(50))]);
  });

  it("leaves no descriptor open", () => {
    const before = readdirSync("/proc/self/fd").length;

    for (let count = 0; count < 2_000; count++) {
      list("dir", 0);
      expect(() => list("nothing")).toThrow();
    }

    expect(readdirSync("/proc/self/fd").length).toBeLessThanOrEqual(before);
  });
});
