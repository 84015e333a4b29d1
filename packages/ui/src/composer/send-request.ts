import type { RunSettings, SendRequest } from "@vibedeck/core";
import type { BoxContent } from "./boxes.ts";

/** How to send what stands in the box. */
export interface Way {
  /** Into the running turn. */
  readonly steer?: boolean;
  /** Although another program runs the session. */
  readonly force?: boolean;
}

/** The message in a box as the server takes it. @param settings What a fork is to run with. */
export function sendRequest(
  id: string,
  { text, files }: BoxContent,
  { steer, force }: Way,
  settings: RunSettings,
): SendRequest {
  return {
    id,
    text,
    ...(files.length === 0 ? {} : { attachments: files.map(({ content }) => content) }),
    ...(steer === true ? { steer } : {}),
    ...(force === true ? { force } : {}),
    ...settings,
  };
}
