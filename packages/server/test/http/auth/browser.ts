import type { OutgoingHttpHeaders } from "node:http";
import { type Answer, ask } from "../support/server.ts";

/** Keeps cookies as a browser does, follows nothing by itself. */
export interface Browser {
  readonly cookies: Map<string, string>;
  /** `path` below the base path. */
  get(path: string, headers?: OutgoingHttpHeaders): Promise<Answer>;
  send(method: string, path: string, headers?: OutgoingHttpHeaders, body?: string): Promise<Answer>;
  /** Begins a sign-in. @returns the state that was sent to the provider. */
  login(returnTo?: string): Promise<string>;
  /** Comes back from the provider. */
  callback(state: string, more?: string): Promise<Answer>;
}

export function browser(port: number, basePath: string): Browser {
  const cookies = new Map<string, string>();
  const send: Browser["send"] = async (method, path, headers = {}, body) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const all = { ...(cookie === "" ? {} : { cookie }), ...headers };
    const answer = await ask(port, method, basePath + path, all, body);
    for (const line of answer.headers["set-cookie"] ?? []) keep(cookies, line);
    return answer;
  };
  const get: Browser["get"] = (path, headers) => send("GET", path, headers);
  return {
    cookies,
    get,
    send,
    login: async (returnTo) => {
      const query = returnTo === undefined ? "" : `?return_to=${encodeURIComponent(returnTo)}`;
      const { headers } = await get(`/auth/login${query}`);
      return new URL(headers.location ?? "").searchParams.get("state") ?? "";
    },
    callback: (state, more = "&code=the-code") => get(`/auth/callback?state=${state}${more}`),
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = "", ...flags] = line.split("; ");
  const at = pair.indexOf("=");
  if (flags.includes("Max-Age=0")) cookies.delete(pair.slice(0, at));
  else cookies.set(pair.slice(0, at), pair.slice(at + 1));
}
