import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoryByPath, openByPath } from "../../src/beneath/open-by-path.ts";
import { pathParts } from "../../src/beneath/path-parts.ts";
import { FileRefused } from "../../src/beneath/refusal.ts";
import { HostileHome } from "./hostile-home.ts";

describe.skipIf(process.platform === "win32")("opening where descriptors have no paths", () => {
  let home: HostileHome;
  const open = (path: string, trusted = true, maxSize = 100): string => {
    try {
      using file = openByPath({ path: home.path, trusted }, path, pathParts(path), maxSize);
      const bytes = Buffer.alloc(50);
      return bytes.toString("utf8", 0, file.read(bytes, 0));
    } catch (error) {
      if (error instanceof FileRefused) return error.reason;
      throw error;
    }
  };

  beforeEach(() => {
    home = new HostileHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it("serves trusted roots only", () => {
    expect(open("dir/deep/good.jsonl")).toBe('{"good":2}\n');
    expect(open("dir/deep/good.jsonl", false)).toBe("unsupported");
    expect(() => directoryByPath({ path: home.path, trusted: false }, "dir", ["dir"])).toThrow(FileRefused);
  });

  it("follows no link and opens regular files only", () => {
    home.link("link.jsonl", "good.jsonl");
    home.link("linked", "dir");
    home.fifo("fifo.jsonl");

    expect(open("link.jsonl")).toBe("symlink");
    expect(open("linked/deep/good.jsonl")).toBe("not-a-directory");
    expect(open("fifo.jsonl")).toBe("not-a-file");
    expect(open("dir")).toBe("not-a-file");
    expect(open("good.jsonl", true, 5)).toBe("too-large");
  });

  it("names directories after a look at each on the way", () => {
    home.link("linked", "dir");

    expect(directoryByPath({ path: home.path, trusted: true }, "dir/deep", ["dir", "deep"])).toBe(
      home.at("dir/deep"),
    );
    expect(() => directoryByPath({ path: home.path, trusted: true }, "linked", ["linked"])).toThrow(
      FileRefused,
    );
  });
});
