import { describe, expect, it } from "vitest";
import { EngineClient } from "../../src/docker/engine-client.ts";
import { runExec } from "../../src/docker/run-exec.ts";
import { type FakeEngine, fakeEngine, frame, madeContainer, say } from "./fake-engine/fake-engine.ts";
import { ensuring, jobOf, outputOf } from "./support.ts";

const never = new AbortController().signal;
const SANDBOX = { owner: "alice", id: "c1" };
const unavailable = { name: "VibeDeckError", code: "UNAVAILABLE" };
const INSPECT = "GET /containers/sandbox-alice/json";

describe("answers of an engine that are none", () => {
  it.each<readonly [string, Parameters<FakeEngine["on"]>[1]]>([
    ["an error of its own", (_, response) => say(response, 500, { message: "server error" })],
    ["an error without words", (_, response) => void response.writeHead(502).end("<html>")],
    [
      "JSON that breaks off",
      (_, response) => void response.writeHead(200, { "content-type": "application/json" }).end('{"Id":"c1"'),
    ],
    [
      "an answer that breaks off",
      (_, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": 1_000 });
        response.write('{"Id"', () => response.destroy());
      },
    ],
    [
      "an answer without end",
      (_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, " ")));
        };
        response.on("drain", more);
        more();
      },
    ],
    ["a connection that closes", (request) => void request.socket.destroy()],
  ])("are said to be: %s (196)", async (_, reaction) => {
    const engine = await fakeEngine();
    engine.on(INSPECT, reaction);

    await expect(engine.runtime.running("alice")).rejects.toMatchObject(unavailable);
  });

  it.each([[[]], ["text"], [7], [null], [{ __proto__: 1, State: [], Config: null }]])(
    "make %j no sandbox of ours (189)",
    async (nonsense) => {
      const engine = await fakeEngine();
      engine.on(INSPECT, (_, response) => say(response, 200, nonsense));

      expect(await engine.runtime.running("alice")).toBeUndefined();
      await expect(engine.runtime.stop("alice", 1_000)).rejects.toMatchObject({ code: "CONFLICT" });
      expect(engine.calls.filter((call) => !call.startsWith("GET"))).toEqual([]);
    },
  );

  it("say too little of an engine that is too old, in words for people", async () => {
    const engine = await fakeEngine();
    engine.on("GET /version", (_, response) => say(response, 200, { ApiVersion: "1.40" }));

    const problem = { ...unavailable, message: expect.stringContaining("too old") };
    await expect(engine.runtime.running("alice")).rejects.toMatchObject(problem);
  });

  it("never tell people where the engine is", async () => {
    const client = new EngineClient("unix:///nowhere/at/all.sock", () => 0);

    const error: Error & { hint?: string } = await client.ask("GET", "/info").then(
      () => new Error("answered"),
      (reason) => reason,
    );
    expect(error).toMatchObject(unavailable);
    expect(`${error.message} ${error.hint}`).not.toContain("nowhere");
  });
});

describe("a sandbox that is being made", () => {
  it("is looked at before anything runs in it: an engine that hardens less is refused (212)", async () => {
    const engine = await fakeEngine();
    engine.on("POST /containers/create", (_, response) => {
      const made = madeContainer("created");
      engine.container = { ...made, HostConfig: { ...(made["HostConfig"] as object), CapDrop: null } };
      say(response, 201, { Id: "c1" });
    });

    await expect(engine.runtime.ensure(engine.tenant, ensuring())).rejects.toMatchObject(unavailable);
    expect(engine.calls).not.toContain("POST /containers/c1/start");
    expect(engine.container).toBeUndefined();
  });

  it("that ends as soon as it starts is no sandbox", async () => {
    const engine = await fakeEngine();
    engine.on("POST /containers/c1/start", (_, response) => {
      engine.container = madeContainer("exited");
      say(response, 204);
    });

    await expect(engine.runtime.ensure(engine.tenant, ensuring())).rejects.toMatchObject(unavailable);
  });

  it("is taken over when somebody else made it in between (191, 192)", async () => {
    const engine = await fakeEngine();
    engine.on("POST /containers/create", (_, response) => {
      engine.container = madeContainer("created");
      say(response, 409, { message: "Conflict. The container name is already in use" });
    });

    expect(await engine.runtime.ensure(engine.tenant, ensuring())).toEqual(SANDBOX);
  });

  it("waits until the one before it is gone (203)", async () => {
    const engine = await fakeEngine();
    engine.container = madeContainer("removing");
    let looks = 0;
    engine.on("DELETE /containers/c1", (_, response) => say(response, 409, { message: "in progress" }));
    engine.on(INSPECT, (_, _response, next) => {
      if (++looks === 8) engine.container = undefined;
      next();
    });

    expect(await engine.runtime.ensure(engine.tenant, ensuring())).toEqual(SANDBOX);
  });

  it("is not waited for longer than it may take (204)", async () => {
    const engine = await fakeEngine();
    engine.on("POST /containers/c1/start", () => {});

    const ensured = engine.runtime.ensure(engine.tenant, ensuring({ timeoutMs: 300 }));
    await expect(ensured).rejects.toMatchObject({ ...unavailable, message: /did not start in time/ });
  });

  it("is given up with the reason of whoever gives up", async () => {
    const engine = await fakeEngine();
    const gaveUp = new AbortController();
    engine.on("POST /containers/c1/start", () => gaveUp.abort(new Error("went away")));

    const ensured = engine.runtime.ensure(engine.tenant, ensuring({ signal: gaveUp.signal }));
    await expect(ensured).rejects.toThrow("went away");
  });
});

describe("commands of an engine that errs", () => {
  it("are said to be late when nothing comes of them, in words for people (198)", async () => {
    const engine = await fakeEngine();
    const client = new EngineClient(engine.host, () => 0);
    engine.on("POST /containers/c1/exec", () => {});
    const options = { signal: never, maxBytes: 10, limitMs: 100 };

    await expect(runExec(client, "c1", ["true"], options)).rejects.toMatchObject(unavailable);
    engine.on("POST /containers/c1/exec", (_, response) => say(response, 201, { Id: "e1" }));
    engine.onExec(() => {});
    await expect(runExec(client, "c1", ["true"], options)).rejects.toMatchObject(unavailable);
  });

  it("that write more than was asked for are cut, and ended", async () => {
    const engine = await fakeEngine();
    let closed = (): void => {};
    const over = new Promise<void>((resolve) => {
      closed = resolve;
    });
    engine.onExec((socket) => {
      socket.once("end", closed).once("close", closed).resume();
      socket.on("drain", () => socket.write(frame(1, "x".repeat(10_000))));
      socket.write(frame(1, "x".repeat(10_000)));
    });

    const { stdout } = await engine.runtime.run(SANDBOX, ["yes"], { signal: never, maxBytes: 100 });
    expect(stdout).toEqual(Buffer.from("x".repeat(100)));
    await over;
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["half a frame", frame(1, "one").subarray(0, 5)],
    ["a frame that breaks off", frame(1, "one").subarray(0, 9)],
    ["what is no frame", Buffer.from("HTTP/1.1 500 garbage\r\n\r\n")],
  ])("end by their exit code after %s (184, 197)", async (_, bytes) => {
    const engine = await fakeEngine();
    engine.container = madeContainer();
    engine.onExec((socket) => socket.end(bytes));
    engine.on("GET /exec/e1/json", (_request, response) =>
      say(response, 200, { Running: false, ExitCode: 5 }),
    );

    const job = await engine.runtime.exec(SANDBOX, jobOf(["true"]), never);
    await outputOf(job);
    expect(await job.ended).toEqual({ code: 5, cause: "exit" });
  });

  it("take what comes together with the takeover, and half a close", async () => {
    const engine = await fakeEngine();
    engine.container = madeContainer();
    engine.onExec((socket) => {
      socket.write(Buffer.concat([frame(1, "first "), frame(2, "aside")]));
      let heard = "";
      socket.on("data", (piece) => {
        heard += String(piece);
      });
      socket.once("end", () => socket.end(frame(1, heard)));
    });

    const job = await engine.runtime.exec(SANDBOX, jobOf(["cat"]), never);
    job.stdin.end("told");
    expect(await outputOf(job)).toBe("first told");
    expect(await outputOf({ stdout: job.stderr })).toBe("aside");
  });

  it("that are let go still get what was written to them last (207)", async () => {
    const engine = await fakeEngine();
    engine.container = madeContainer();
    const size = 4 * 1024 * 1024;
    let bytes = 0;
    const heard = new Promise<number>((resolve) => {
      engine.onExec((socket) => {
        socket.once("close", () => resolve(bytes)).once("end", () => socket.end());
        socket.on("data", (piece) => {
          bytes += piece.length;
        });
      });
    });

    const job = await engine.runtime.exec(SANDBOX, jobOf(["cat"]), never);
    job.stdin.write("x".repeat(size));
    job.detach();
    expect(await heard).toBe(size);
  });

  it("end although their streams do not, when their sandbox did (199, 203)", async () => {
    const engine = await fakeEngine();
    engine.container = madeContainer();
    let events = (_: object): void => {};
    engine.on("GET /events", (_, response) => {
      response.writeHead(200).flushHeaders();
      events = (event) => response.write(`${JSON.stringify(event)}\n`);
    });
    engine.on("GET /exec/e1/json", (_, response) => say(response, 200, { Running: true, ExitCode: null }));
    engine.onExec((socket) => socket.write(frame(1, "begun")));
    const job = await engine.runtime.exec(SANDBOX, jobOf(["sleep", "600"]), never);
    await expect.poll(() => engine.calls).toContain("GET /events");

    engine.container = { ...madeContainer("exited"), State: { Status: "exited", ExitCode: 137 } };
    const Attributes = { "vibedeck.owner": "alice" };
    events({ Type: "container", Action: "die", Actor: { ID: "c1", Attributes } });
    expect(await job.ended).toEqual({ code: null, cause: "died" });
    expect(await outputOf(job)).toBe("begun");
  });

  it("are known by what they left inside when the engine forgot them (197)", async () => {
    const engine = await fakeEngine();
    engine.container = madeContainer();
    engine.on("GET /exec/e1/json", (_, response) => say(response, 404, { message: "No such exec instance" }));
    const spec = jobOf(["true"]);
    let asked = 0;
    engine.on("POST /containers/c1/exec", (_, response) => say(response, 201, { Id: `e${++asked}` }));
    engine.onExec((socket) => socket.end(asked === 1 ? "" : frame(1, `${spec.job} - - ended 9\n`)));
    engine.on("GET /exec/e2/json", (_, response) => say(response, 200, { Running: false, ExitCode: 0 }));

    const job = await engine.runtime.exec(SANDBOX, spec, never);
    expect(await job.ended).toEqual({ code: 9, cause: "exit" });
  });

  it("in a frozen sandbox are not taken for gone (203)", async () => {
    const engine = await fakeEngine();
    engine.container = madeContainer();
    engine.container["State"] = { Status: "paused", Running: true, Paused: true };
    engine.on("POST /containers/c1/exec", (_, response) => say(response, 409, { message: "is paused" }));
    let settled = false;
    void engine.runtime.follow("alice", "job-12345678").then(() => {
      settled = true;
    });

    await expect.poll(() => engine.calls).toContain("POST /containers/c1/exec");
    expect(settled).toBe(false);
  });
});
