import type { OutgoingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";
import { type Answer, ask } from "./server.ts";
import { openStream, type SseClient } from "./sse-client.ts";

/** What a browser does with cookies, and the headers that it adds for the page of the server itself. */
export interface Browser {
  /** By name. */
  readonly cookies: Map<string, string>;
  /** The header as it is sent. */
  readonly cookie: string;
  get(path: string, headers?: OutgoingHttpHeaders): Promise<Answer>;
  /** Headers of `undefined` are not sent, those of {@link PAGE} too. */
  send(
    method: string,
    path: string,
    headers?: OutgoingHttpHeaders,
    body?: string | Uint8Array,
  ): Promise<Answer>;
  /** Opens a stream; `path` is that of the events with its query. */
  stream(path?: string): SseClient;
  /** Another browser that has got hold of the same cookies. */
  copy(): Browser;
}

/** What a browser says of a request that the server's own page makes. */
export const PAGE: OutgoingHttpHeaders = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" };

/** What a browser says when a person opens an address. */
export const NAVIGATION: OutgoingHttpHeaders = {
  "sec-fetch-site": "none",
  "sec-fetch-mode": "navigate",
  accept: "text/html",
};

export function browserFor(port: number, kept: Iterable<readonly [string, string]> = []): Browser {
  const cookies = new Map(kept);
  const header = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const send: Browser["send"] = async (method, path, headers = {}, body) => {
    const cookie = header();
    const all = { ...PAGE, ...(cookie === "" ? {} : { cookie }), ...headers };
    const said = Object.entries(all).filter(([, value]) => value !== undefined);
    const answer = await ask(port, method, path, Object.fromEntries(said), body);
    for (const text of answer.headers["set-cookie"] ?? []) keep(cookies, text);
    return answer;
  };
  return {
    cookies,
    get cookie() {
      return header();
    },
    get: (path, headers) => send("GET", path, headers),
    send,
    stream: (path = "/api/events") => {
      // One answer a connection: so the end of the answer is seen as the end of the connection.
      const headers = `Cookie: ${header()}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n`;
      const client = openStream(port, { path, headers });
      onTestFinished(() => void client.socket.destroy());
      return client;
    },
    copy: () => browserFor(port, cookies),
  };
}

function keep(cookies: Map<string, string>, text: string): void {
  const [pair = "", ...attributes] = text.split(/;\s*/);
  const at = pair.indexOf("=");
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  const gone = attributes.some(
    (attribute) => /^max-age=0$/i.test(attribute) || /^expires=.*1970/i.test(attribute),
  );
  if (gone) cookies.delete(name);
  else cookies.set(name, value);
}
