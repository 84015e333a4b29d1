import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers with a page of a provider. */
export function page(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  response.end(`<!doctype html><html lang="en"><title>Test House</title>${body}</html>`);
}

/** A form that asks who somebody is. */
export function loginPage(action: string, note = ""): string {
  return `<h1>Test House</h1><p>${note}</p><form method="post" action="${action}">
    <label>Account <input name="account" autofocus></label> <button name="do" value="login">Log in</button></form>`;
}

/** What a form was filled in with. */
export async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
