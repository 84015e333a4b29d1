import type { AgentModel } from "@vibedeck/core";
import { shortModel } from "../format/figures.ts";

/** The model to choose that a name stands for: its own, the one it stands for today, or that without its date. */
export function findModel(models: readonly AgentModel[], name: string | undefined): AgentModel | undefined {
  if (name === undefined) return undefined;
  const short = shortModel(name);
  return (
    models.find(({ id }) => id === name) ??
    models.find(({ resolved }) => resolved === name) ??
    models.find(({ resolved }) => resolved !== undefined && shortModel(resolved) === short)
  );
}
