// A small client of the event stream: whole events, with the time of their arrival.
import { Agent, get } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** Opens a stream and calls `onEvent(type, data, id)` for each event. Resolves after the first. */
export function openStream(url, onEvent) {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { accept: "text/event-stream" } }, (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`${url}: ${response.statusCode}`));
        return;
      }
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        rest += chunk;
        let end = rest.indexOf("\n\n");
        while (end !== -1) {
          const event = parse(rest.slice(0, end));
          rest = rest.slice(end + 2);
          end = rest.indexOf("\n\n");
          if (event.type) {
            onEvent(event.type, event.data, event.id);
            resolve(handle);
          }
        }
      });
    });
    const handle = { close: () => request.destroy() };
    request.on("error", (error) => (error.code === "ECONNRESET" ? undefined : reject(error)));
  });
}

function parse(text) {
  const event = { type: "", data: "", id: undefined };
  for (const line of text.split("\n")) {
    if (line.startsWith("event:")) event.type = line.slice(6).trim();
    else if (line.startsWith("data:")) event.data += line.slice(5).trim();
    else if (line.startsWith("id:")) event.id = line.slice(3).trim();
  }
  return event;
}
