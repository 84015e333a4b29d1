import type { DriveState, OtherProgram } from "../../drive.ts";

const MAX_PHASE = 200;

/** What is told of a session's agent beside its messages and requests. */
export class Told {
  stage: DriveState["state"] = "none";
  model: string | undefined;
  permissionMode: string | undefined;
  /** Tasks that run on in the background. */
  background = 0;
  usd: number | undefined;
  other: OtherProgram | undefined;
  /** The agent goes on in another session than this one: it is not kept for the next message. */
  strayed = false;
  /** When an agent of ours was last at work; milliseconds since the epoch. */
  activeAt = 0;
  #phase: string | undefined;

  get phase(): string | undefined {
    return this.#phase;
  }

  set phase(text: string | undefined) {
    this.#phase = text === undefined || text === "" ? undefined : text.slice(0, MAX_PHASE).toWellFormed();
  }

  /** The agent is gone, and with it what only it had. */
  forget(): void {
    this.background = 0;
    this.strayed = false;
    this.model = undefined;
    this.permissionMode = undefined;
    this.usd = undefined;
  }

  /** The parts of the drive state that are known here. */
  fields(): Pick<DriveState, "phase" | "background" | "other" | "usd"> {
    const { phase, background, other, usd } = this;
    return {
      ...(phase === undefined ? {} : { phase }),
      ...(background === 0 ? {} : { background }),
      ...(other === undefined ? {} : { other }),
      ...(usd === undefined ? {} : { usd }),
    };
  }
}
