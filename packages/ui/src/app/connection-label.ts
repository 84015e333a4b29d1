import type { ConnectionState } from "../stream/connection.ts";

/** How a connection's state is told: a mark, a word, and a sentence for who wants to know more. */
export interface ConnectionLabel {
  readonly tone: "good" | "pending" | "bad";
  readonly word: string;
  readonly sentence: string;
}

/** Short interruptions are not worth a word: only from the second failed attempt on it counts as a loss. */
export function connectionLabel(state: ConnectionState, online: boolean, now: number): ConnectionLabel {
  if (state.kind === "live")
    return { tone: "good", word: "Live", sentence: "Connected. What happens shows up at once." };
  if (state.kind === "asleep")
    return { tone: "pending", word: "Paused", sentence: "The tab was in the background; it catches up now." };
  if (state.kind === "refused")
    return { tone: "bad", word: "Refused", sentence: [state.message, state.hint].filter(Boolean).join(" ") };
  if (!online)
    return { tone: "bad", word: "Offline", sentence: "This device has no network. What you see may be old." };
  if (state.kind === "connecting")
    return { tone: "pending", word: "Connecting", sentence: "Connecting to the server." };
  const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
  const again = seconds === 0 ? "Trying again now." : `Trying again in ${seconds} s.`;
  if (state.restarting)
    return { tone: "pending", word: "Restarting", sentence: `The server is restarting. ${again}` };
  if (state.attempt === 0)
    return { tone: "pending", word: "Reconnecting", sentence: `The connection was cut. ${again}` };
  return {
    tone: "bad",
    word: "Offline",
    sentence: `The server does not answer. ${again} What you see may be old.`,
  };
}
