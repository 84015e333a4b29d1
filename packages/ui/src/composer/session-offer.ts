import type { DriveApi } from "../drive/drive-api.ts";
import { AgentOffer } from "./agent-offer.ts";
import { CompletionSource } from "./completion-source.ts";

/** What the tool offers in a session's folder, and what can be completed there. */
export interface SessionOffer {
  readonly agent: AgentOffer;
  readonly source: CompletionSource;
}

/** @param changed Told when more is known of what the tool offers. */
export function sessionOffer(api: () => DriveApi, key: string, changed: () => void): SessionOffer {
  const agent = new AgentOffer(() => api().agent(key), changed);
  const source = new CompletionSource({
    info: () => agent.ask(),
    list: (folder) => api().files(key, folder),
  });
  return { agent, source };
}
