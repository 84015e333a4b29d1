import * as v from "valibot";
import { LEAST_MEMORY, memorySize } from "./memory-size.ts";

/** `[HOST[:PORT]/]PATH[:TAG][@DIGEST]` as the engine takes it, or the id of an image. */
const IMAGE =
  /^(?:sha256:[0-9a-f]{64}|(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?)$/;

/** Runtimes that give a command the host's own kernel. */
const NO_SANDBOX: ReadonlySet<string> = new Set([
  "crun",
  "io.containerd.runc.v1",
  "io.containerd.runc.v2",
  "io.containerd.runtime.v1.linux",
  "nvidia",
  "runc",
  "youki",
]);

/** Networks that lead where no sandbox may go. */
const REFUSED_NETWORKS: ReadonlyMap<string, string> = new Map([
  ["host", "it is the network of this machine, with everything that listens on it"],
  ["default", "every sandbox could reach every other one, and this machine"],
  ["bridge", "every sandbox could reach every other one, and this machine"],
]);

const NETWORK_HINT = 'Use "none", or the name of a network that you made for sandboxes.';

/** The container image. */
export const image: v.GenericSchema<string> = v.pipe(
  v.string("This must be a text"),
  v.maxLength(255, "This is longer than 255 characters"),
  v.regex(IMAGE, 'This is no name of an image, such as "vibedeck-sandbox:latest"'),
);

/** Memory of a sandbox, as it is written; bytes come out. */
export const memory: v.GenericSchema<string | number, number> = v.pipe(
  v.union([v.string(), v.number()], 'This must be a size such as "2g" or "512m"'),
  v.rawTransform(({ dataset, addIssue, NEVER }): number => {
    const bytes = memorySize(dataset.value);
    if (bytes !== undefined) return bytes;
    addIssue({
      message: `This must be a whole number with k, m or g (or none, for bytes), and at least ${LEAST_MEMORY / 2 ** 20}m`,
    });
    return NEVER;
  }),
);

/** CPUs of a sandbox, in fractions. */
export const cpus: v.GenericSchema<number> = v.pipe(
  v.number("This must be a number, such as 1.5"),
  v.minValue(0.1, "This is less than 0.1"),
  v.maxValue(256, "This is more than 256"),
);

/** Processes and threads of a sandbox, its own kernel's included. */
export const pids: v.GenericSchema<number> = v.pipe(
  v.number("This must be a whole number"),
  v.integer("This must be a whole number"),
  v.minValue(256, "This is less than 256: gVisor's own threads count too, and at the limit it is killed"),
  v.maxValue(4_194_304, "This is more than Linux has process ids"),
);

/** `none`, or a network of the operator's. */
export const network: v.GenericSchema<string> = v.pipe(
  v.string("This must be a text"),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? networkProblem(dataset.value) : undefined;
    if (problem !== undefined) addIssue({ message: problem });
  }),
);

/** The name of a runtime as the engine knows it. */
export const runtime: v.GenericSchema<string> = v.pipe(
  v.string("This must be a text"),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    "This is no name of a runtime: use one that the engine lists, not a path",
  ),
);

/** Whether a runtime is known to be no sandbox. */
export function isNoSandbox(name: string): boolean {
  return NO_SANDBOX.has(name.toLowerCase());
}

function networkProblem(name: string): string | undefined {
  if (/^container:/i.test(name)) {
    return `A sandbox cannot share the network of another container. ${NETWORK_HINT}`;
  }
  const refused = REFUSED_NETWORKS.get(name.toLowerCase());
  if (refused !== undefined) return `"${name}" is refused: ${refused}. ${NETWORK_HINT}`;
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(name)) return undefined;
  return `This is no name of a network. ${NETWORK_HINT}`;
}
