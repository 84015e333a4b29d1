import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { remoteFileSystem, remoteKind } from "../../src/beneath/remote-file-system.ts";

describe("the kind of a file system", () => {
  it("is known for those that other machines write to (243)", () => {
    expect([0x6969, 0x01021997, 0xff534d42, 0xff534d42 | 0].map(remoteKind)).toEqual([
      "NFS",
      "9P",
      "CIFS",
      "CIFS",
    ]);
  });

  it("is nothing for local ones, and for places that are not there", () => {
    expect(remoteKind(0xef53)).toBeUndefined();
    expect(remoteFileSystem(tmpdir())).toBeUndefined();
    expect(remoteFileSystem("/nothing/here")).toBeUndefined();
  });
});
