// A browser that drives: sends over HTTP, and listens to the stream.
import { randomUUID } from "node:crypto";
import { openStream } from "./sse.mjs";

const LIMIT_MS = 60_000;

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: randomUUID(), ...body }),
  });
  if (response.status !== 202) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Starts a session; the time to the first character of the answer, once the turn is over. */
export async function startTurn(server, cwd, text) {
  const sent = performance.now();
  const { key, send } = await post(`${server.url}/api/sessions`, { cwd, text });
  const session = await followSession(server, key);
  const first = (await session.over(send.id)) - sent;
  return { key, send, first, session };
}

/** Sends into a session that is followed; the same. */
export async function sendTurn(server, session, text) {
  const sent = performance.now();
  session.begin();
  const { send } = await post(`${server.url}/api/sessions/${session.key}/messages`, { text });
  return (await session.over(send.id)) - sent;
}

/** Follows a session: when the first character came, the whole of an answer, and the end of turns. */
async function followSession(server, key) {
  let first;
  let answer = "";
  const states = new Map();
  let wake = () => {};
  const stream = await openStream(`${server.url}/api/events?session=${key}`, (type, data) => {
    if (type === "partial" && JSON.parse(data).kind === "text") first ??= performance.now();
    else if (type === "messages") {
      // A short answer may be in the transcript before any of it was told as being written.
      const said = textIn(JSON.parse(data).messages);
      if (said !== "") first ??= performance.now();
      answer += said;
    } else if (type === "drive") {
      for (const { id, state } of JSON.parse(data).drive.sends) states.set(id, state);
    }
    wake();
  });
  return {
    key,
    answer: () => answer,
    close: () => stream.close(),
    begin() {
      first = undefined;
      answer = "";
    },
    /** When the first character came, once the turn is done. */
    async over(id) {
      const limit = performance.now() + LIMIT_MS;
      while (states.get(id) !== "done" || answer === "") {
        if (performance.now() > limit || states.get(id) === "failed")
          throw new Error(`the turn did not end well: ${states.get(id)}, first character ${first}`);
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, 1_000);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return first;
    },
  };
}

function textIn(messages) {
  const blocks = messages.filter(({ role }) => role === "assistant").flatMap((message) => message.blocks);
  return blocks.map(({ type, text }) => (type === "text" ? text : "")).join("");
}
