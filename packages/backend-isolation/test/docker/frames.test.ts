import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { FrameSplitter } from "../../src/docker/frames.ts";

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

function outputs(): { stdout: PassThrough; stderr: PassThrough } {
  return { stdout: new PassThrough(), stderr: new PassThrough() };
}

async function textOf(stream: PassThrough): Promise<string> {
  let text = "";
  for await (const piece of stream) text += String(piece);
  return text;
}

describe("frames of an engine", () => {
  const sent = Buffer.concat([frame(1, "one "), frame(2, "error"), frame(1, ""), frame(1, "two")]);

  it("are taken apart wherever they are cut", async () => {
    for (let at = 0; at <= sent.length; at++) {
      const out = outputs();
      const splitter = new FrameSplitter(out);
      splitter.write(sent.subarray(0, at));
      splitter.end(sent.subarray(at));
      expect(await Promise.all([textOf(out.stdout), textOf(out.stderr)])).toEqual(["one two", "error"]);
    }
  });

  it("that break off end the outputs with what had come (197)", async () => {
    const out = outputs();
    new FrameSplitter(out).end(sent.subarray(0, 10));
    expect(await textOf(out.stdout)).toBe("on");
  });

  it.each([
    ["a stream that there is not", Buffer.from([7, 0, 0, 0, 0, 0, 0, 1, 0])],
    ["a frame without end", Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])],
  ])("with %s are refused", async (_, bytes) => {
    const out = outputs();
    const splitter = new FrameSplitter(out);
    splitter.write(bytes);
    const [error] = await once(splitter, "error");
    expect(error).toBeInstanceOf(Error);
    expect(await textOf(out.stdout)).toBe("");
  });

  it("wait for a reader that does not read (182)", async () => {
    const stdout = new PassThrough({ highWaterMark: 16 });
    const splitter = new FrameSplitter({ stdout, stderr: new PassThrough() });
    splitter.write(frame(1, "x".repeat(64)));
    let taken = false;
    const after = new Promise<void>((resolve) => {
      splitter.write(frame(1, "y"), () => {
        taken = true;
        resolve();
      });
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    stdout.resume();
    await after;
    expect(taken).toBe(true);
  });
});
