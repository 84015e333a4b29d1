import { connect } from "node:net";
import { expect, test } from "vitest";
import { authServer } from "./auth-server.ts";

/** Sends a body that does not end, once there is an answer. @returns bytes that were taken, and the answer. */
function flood(port: number, framing: string): Promise<{ readonly sent: number; readonly answer: string }> {
  const piece = "a".repeat(65_536);
  const chunk = framing.startsWith("Transfer-Encoding") ? `10000\r\n${piece}\r\n` : piece;
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let [sent, answer] = [0, ""];
    const more = (error?: Error | null): void => {
      if (socket.destroyed || (error ?? undefined) !== undefined) return;
      sent += chunk.length;
      if (sent > 100_000_000) socket.destroy();
      else socket.write(chunk, more);
    };
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      if (answer === "") more();
      answer += text;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve({ sent, answer }));
    socket.write(`POST /deck/auth/logout HTTP/1.1\r\nHost: x\r\n${framing}\r\n\r\n`);
  });
}

test.each(["Content-Length: 1000000000", "Transfer-Encoding: chunked"])(
  "a sign-out with a body without end (%s) is answered, and not read on (84)",
  async (framing) => {
    const { port, signIns } = await authServer();

    const { sent, answer } = await flood(port, framing);

    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\nConnection: close\r\n/i);
    expect(sent).toBeLessThan(20_000_000);
    expect(signIns.left).toEqual([""]);
  },
);

test("a sign-out with an ordinary body leaves the connection open", async () => {
  const { browser } = await authServer();
  const headers = { "content-type": "application/json", connection: "keep-alive" };

  const answer = await browser().send("POST", "/auth/logout", headers, "{}");

  expect(answer.json()).toEqual({ signedOut: true });
  expect(answer.headers.connection).toBe("keep-alive");
});
