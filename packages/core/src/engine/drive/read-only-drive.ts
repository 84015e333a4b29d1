import type { ScopedDrive } from "../../drive.ts";
import { VibeDeckError } from "../../errors.ts";

/** Driving on a server that only watches: every call throws `READ_ONLY`. */
export const READ_ONLY_DRIVE: ScopedDrive = {
  start: refuse,
  send: refuse,
  fork: refuse,
  change: refuse,
  remove: refuse,
  sent: refuseNow,
  interrupt: refuse,
  settings: refuse,
  state: refuse,
  approvals: refuseNow,
  answer: refuse,
  info: refuse,
  infoIn: refuse,
  list: refuse,
  listIn: refuse,
};

async function refuse(): Promise<never> {
  return refuseNow();
}

function refuseNow(): never {
  throw new VibeDeckError("READ_ONLY", "This server only watches: nothing can be sent from here.", {
    hint: "The operator can change that with [serve] read_only = false.",
  });
}
