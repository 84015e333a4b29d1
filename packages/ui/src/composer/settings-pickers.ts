import type { AgentInfo } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { shortModel } from "../format/figures.ts";
import { findModel } from "./find-model.ts";
import type { PickerItem } from "./picker.ts";
import "./picker.ts";

/** What holds, and what can be picked. */
export interface SettingsView {
  readonly info: AgentInfo | undefined;
  /** Why `info` is not there. */
  readonly failed: string | undefined;
  readonly model: string | undefined;
  readonly permissionMode: string | undefined;
  readonly pick: (change: { readonly model: string } | { readonly permissionMode: string }) => void;
  /** A list was opened: `info` is wanted. */
  readonly wanted: () => void;
}

/** The pickers of model and permission mode, for the box's foot. */
export function settingsPickers(view: SettingsView): TemplateResult {
  const { info, model, permissionMode: mode } = view;
  const models = (info?.models ?? []).map(modelItem);
  const known = findModel(info?.models ?? [], model);
  const modes: readonly PickerItem[] = info?.permissionModes ?? [];
  const note = view.failed ?? (info === undefined ? "Loading …" : "Nothing to choose");
  const picked =
    (make: (id: string) => Parameters<SettingsView["pick"]>[0]) => (event: CustomEvent<string>) =>
      view.pick(make(event.detail));
  const modelText = known?.label ?? (model === undefined ? "Model" : shortModel(model));
  // Before the tool said what its modes are called, its usual one tells nobody anything.
  const named = mode === "default" ? undefined : mode;
  const modeText = modes.find(({ id }) => id === mode)?.label ?? named ?? "Permissions";
  return html`
    <vibedeck-picker slot="foot" class="model" .name=${"Model"} .items=${models} .value=${known?.id ?? model} .text=${modelText} .note=${note}
      @picker-open=${view.wanted} @pick=${picked((id) => ({ model: id }))}></vibedeck-picker>
    ${
      info !== undefined && modes.length === 0
        ? nothing
        : html`<vibedeck-picker slot="foot" class="mode" .name=${"Permission mode"} .items=${modes} .value=${mode} .text=${modeText} .note=${note}
            @picker-open=${view.wanted} @pick=${picked((id) => ({ permissionMode: id }))}></vibedeck-picker>`
    }
  `;
}

function modelItem({ id, label, hint, resolved }: AgentInfo["models"][number]): PickerItem {
  const told = [hint, resolved === undefined ? undefined : shortModel(resolved)].filter(
    (part) => part !== undefined,
  );
  return told.length === 0 ? { id, label } : { id, label, hint: told.join(" · ") };
}
