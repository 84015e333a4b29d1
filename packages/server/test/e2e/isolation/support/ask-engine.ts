import { request } from "node:http";
import type { SharedEngine } from "./shared-engine.ts";

/** Asks an engine's API as its operator would. @returns the parsed answer, or its text. @throws for a status over 399. */
export function askEngine(
  engine: Pick<SharedEngine, "socket">,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        socketPath: engine.socket,
        method,
        path,
        headers: text === undefined ? {} : { "content-type": "application/json" },
      },
      (response) => {
        let answer = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          answer += chunk;
        });
        response.once("error", reject);
        response.once("end", () => {
          if ((response.statusCode ?? 500) >= 400) reject(new Error(`${method} ${path}: ${answer}`));
          else resolve(parsed(answer));
        });
      },
    );
    sent.once("error", reject);
    sent.end(text);
  });
}

/** The state of a container: `running`, `exited`, or `absent`. */
export async function stateOf(engine: Pick<SharedEngine, "socket">, container: string): Promise<string> {
  try {
    const found = (await askEngine(engine, "GET", `/containers/${container}/json`)) as {
      readonly State: { readonly Status: string };
    };
    return found.State.Status;
  } catch (error) {
    if (String(error).includes("No such container")) return "absent";
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
