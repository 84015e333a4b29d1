import {
  type ContainerFacts,
  differences,
  factsOf,
  INSTANCE_LABEL,
  OWNER_LABEL,
  SPEC_LABEL,
  specLabel,
  wantedFacts,
} from "./facts.ts";
import { textsAt } from "./read.ts";

/**
 * What a container with one of our names is. `foreign`: not made by this installation, changed since, or less than
 * hardened, whatever its labels say. `drifted`: ours, and made from other settings than today's; `usable` when those
 * are only amounts and the image, so that what runs in it may go on.
 */
export type Verdict =
  | { readonly kind: "ours" }
  | { readonly kind: "drifted"; readonly differs: readonly string[]; readonly usable: boolean }
  | { readonly kind: "foreign"; readonly why: string };

/** What settings and images change, and no wall of the sandbox is made of. */
const AMOUNTS: ReadonlySet<string> = new Set([
  "image",
  "env",
  "entrypoint",
  "cmd",
  "workingDir",
  "memory",
  "memorySwap",
  "nanoCpus",
  "pidsLimit",
  "tmpfs",
]);

/** What settings change too, and somebody else could have chosen: nothing is run in one that is not as it should be. */
const CHOICES: ReadonlySet<string> = new Set(["runtime", "networkMode", "networks"]);

/** What is another one's for each sandbox. */
const OWN: ReadonlySet<string> = new Set(["name", "instance", "owner", "mounts"]);

/** Every other fact, as it is of all sandboxes that were ever made. */
const WALLS: ContainerFacts = wantedFacts({
  tenant: { owner: "any", home: "/any" },
  spec: { image: "", runtime: "", memoryBytes: 0, cpus: 0, pids: 0, network: "none" },
  instance: "",
  image: { id: "", config: {} },
});

/**
 * Labels can be copied and made up; what was inspected cannot be: a container is ours when its walls stand, and when
 * everything it is hashes to what its label says it was made as.
 * @param wanted what would be made today; absent: only whether it is ours.
 */
export function judge(
  inspected: unknown,
  owner: string,
  instance: string,
  wanted: ContainerFacts | undefined,
): Verdict {
  const labels = textsAt(inspected, "Config", "Labels");
  if (labels.get(INSTANCE_LABEL) !== instance) {
    return { kind: "foreign", why: "it was not made by this installation" };
  }
  if (labels.get(OWNER_LABEL) !== owner) return { kind: "foreign", why: "it was made for another user" };
  const found = factsOf(inspected);
  const breaches = breachesOf(found, wanted);
  if (breaches.length > 0)
    return { kind: "foreign", why: `it is less than a sandbox (${breaches.join(", ")})` };
  const label = labels.get(SPEC_LABEL) ?? "";
  if (label === specLabel(found)) return compared(found, wanted);
  // Another version of this program described them otherwise.
  if (/^\d+:[0-9a-f]{64}$/.test(label) && label.split(":")[0] !== specLabel(found).split(":")[0]) {
    return { kind: "drifted", differs: ["version"], usable: true };
  }
  return { kind: "foreign", why: "it is not as it was made" };
}

function breachesOf(found: ContainerFacts, wanted: ContainerFacts | undefined): readonly string[] {
  const walls = differences(found, WALLS).filter(
    (name) => !AMOUNTS.has(name) && !CHOICES.has(name) && !OWN.has(name),
  );
  const { mounts } = found;
  const own = Array.isArray(mounts) && mounts.length === 1 && isHome(mounts[0]);
  const elsewhere = wanted !== undefined && differences(found, wanted).includes("mounts");
  return own && !elsewhere ? walls : [...walls, "mounts"];
}

function isHome(mount: unknown): boolean {
  if (typeof mount !== "object" || mount === null) return false;
  const { type, destination } = mount as { readonly type?: unknown; readonly destination?: unknown };
  return type === "bind" && destination === "/root";
}

function compared(found: ContainerFacts, wanted: ContainerFacts | undefined): Verdict {
  const differs = wanted === undefined ? [] : differences(found, wanted);
  if (differs.length === 0) return { kind: "ours" };
  return { kind: "drifted", differs, usable: differs.every((name) => AMOUNTS.has(name)) };
}
