import { VibeDeckError } from "@vibedeck/core";
import type { MountedBackend, MountedCommand } from "@vibedeck/core/host";

/** A command of a backend. */
export interface FoundCommand {
  readonly mounted: MountedBackend;
  readonly command: MountedCommand;
}

/** The first backend's, in the order of the configuration. */
export function findCommand(backends: readonly MountedBackend[], name: string): FoundCommand | undefined {
  for (const mounted of backends) {
    const command = mounted.commands?.find((each) => each.name === name);
    if (command !== undefined) return { mounted, command };
  }
  return undefined;
}

/** The names of all commands of some backends, each once. */
export function commandNames(backends: readonly MountedBackend[]): readonly string[] {
  const names = backends.flatMap(({ commands = [] }) => commands.map(({ name }) => name));
  return [...new Set(names)].sort();
}

/** No backend has the command that the help promises. @param ids of the backends that are configured. */
export function noSandboxes(ids: readonly string[]): VibeDeckError {
  const backends = ids.map((id) => JSON.stringify(id)).join(", ");
  return new VibeDeckError("NOT_SUPPORTED", `No backend here has sandboxes; configured: ${backends}.`, {
    hint: 'It takes [serve] backend = "isolation". If the server\'s configuration lies elsewhere, name it: vibedeck sandbox --config FILE …',
  });
}
