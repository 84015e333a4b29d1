import { createServer } from "node:net";
import type { ServeSettings } from "../../config/load-config.ts";
import type { Finding } from "./finding.ts";

/** Whether the address can be listened on now. */
export async function portFinding({ host, port }: Pick<ServeSettings, "host" | "port">): Promise<Finding> {
  const code = await tryToListen(host, port);
  if (code === undefined)
    return { state: "ok", text: port === 0 ? `A free port on ${host}` : `Port ${port} on ${host} is free` };
  if (code === "EADDRINUSE") {
    return {
      state: "warning",
      text: `Port ${port} on ${host} is in use, perhaps by a VibeDeck that runs already`,
      hint: `Look at http://${host}:${port}/, or choose another port with --port.`,
    };
  }
  return {
    state: "failure",
    text: `Cannot listen on ${host}, port ${port}: ${code}`,
    hint: "Choose others with --host and --port.",
  };
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}
