/** What the box and its button say. */
export interface BoxWords {
  readonly placeholder: string;
  readonly sendLabel: string;
}

/** The words for where the next message goes. @param alone The turn that runs takes no message. */
export function boxWords(forking: boolean, running: boolean, steering: boolean, alone: boolean): BoxWords {
  if (forking) return { placeholder: "First message of the fork", sendLabel: "Fork and send" };
  if (!running) return { placeholder: "Message, /command or @file", sendLabel: "Send" };
  if (alone) return { placeholder: "Message that waits for the end of this turn", sendLabel: "Queue" };
  if (steering)
    return { placeholder: "Message into the running turn", sendLabel: "Send into the running turn" };
  return { placeholder: "Message for the next turn", sendLabel: "Queue" };
}
