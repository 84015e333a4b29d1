import { createHash } from "node:crypto";
import { INNER_HOME } from "../image.ts";
import type { SandboxSpec, Tenant } from "../sandbox-runtime.ts";
import { at, listAt, textAt, textsAt } from "./read.ts";

/** The label that tells the sandboxes of one installation from those of another. */
export const INSTANCE_LABEL = "vibedeck.instance";
/** The label with the user id. */
export const OWNER_LABEL = "vibedeck.owner";
/** The label with the hash of what it was made as. */
export const SPEC_LABEL = "vibedeck.spec";

/** Everything of a container that decides what its inhabitant can do, by a name for people. All JSON. */
export type ContainerFacts = Readonly<Record<string, unknown>>;

/** An image that containers are made of. */
export interface ImageFound {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly id: string;
  /** What it says of itself: environment, entry point and the like. */
  readonly config: unknown;
}

/** What a container was to be made of. */
export interface Wanted {
  readonly tenant: Tenant;
  readonly spec: SandboxSpec;
  readonly instance: string;
  readonly image: ImageFound;
}

/** The container's name for a user. */
export function nameOf(owner: string): string {
  return `sandbox-${owner}`;
}

/** What goes into the part of the create request that hardens it. Every value is compared after creation. */
export function hostConfigOf({ tenant, spec }: Pick<Wanted, "tenant" | "spec">): Record<string, unknown> {
  const scratch = Math.max(64 * 1024 * 1024, Math.floor(spec.memoryBytes / 2));
  return {
    Runtime: spec.runtime,
    Privileged: false,
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges"],
    ReadonlyRootfs: true,
    Tmpfs: {
      "/tmp": `rw,nosuid,nodev,exec,mode=1777,size=${scratch}`,
      "/run": "rw,nosuid,nodev,noexec,mode=755,size=16777216",
    },
    // A bind by text would take a colon in a name for its own, and make what is missing.
    Mounts: [
      {
        Type: "bind",
        Source: tenant.home,
        Target: INNER_HOME,
        ReadOnly: false,
        BindOptions: { Propagation: "rprivate" },
      },
    ],
    NetworkMode: spec.network,
    IpcMode: "private",
    Memory: spec.memoryBytes,
    MemorySwap: spec.memoryBytes,
    NanoCpus: Math.round(spec.cpus * 1e9),
    PidsLimit: spec.pids,
    Ulimits: [{ Name: "nofile", Soft: 65_536, Hard: 65_536 }],
    LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "1" } },
    RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
    Init: true,
    AutoRemove: false,
  };
}

/** What a container that was just made as wanted looks like. */
export function wantedFacts(wanted: Wanted): ContainerFacts {
  const { tenant, spec, image, instance } = wanted;
  const host = hostConfigOf(wanted);
  return factsOf({
    Name: `/${nameOf(tenant.owner)}`,
    Image: image.id,
    Config: {
      ...imageConfig(image.config),
      Hostname: "sandbox",
      Labels: { [INSTANCE_LABEL]: instance, [OWNER_LABEL]: tenant.owner },
    },
    // The engine's own lists; only somebody who wants the host's to be seen empties them.
    HostConfig: { ...host, MaskedPaths: ["/proc/kcore"], ReadonlyPaths: ["/proc/sys"] },
    Mounts: [
      {
        Type: "bind",
        Source: tenant.home,
        Destination: INNER_HOME,
        RW: true,
        Propagation: "rprivate",
      },
    ],
    NetworkSettings: { Networks: { [spec.network]: {} } },
  });
}

function imageConfig(config: unknown): Record<string, unknown> {
  return {
    User: at(config, "User"),
    Env: at(config, "Env"),
    Entrypoint: at(config, "Entrypoint"),
    Cmd: at(config, "Cmd"),
    WorkingDir: at(config, "WorkingDir"),
    Volumes: at(config, "Volumes"),
  };
}

/** What an engine's description of a container says, in one form whatever the engine leaves out. */
export function factsOf(inspected: unknown): ContainerFacts {
  const config = at(inspected, "Config");
  const host = at(inspected, "HostConfig");
  const labels = textsAt(config, "Labels");
  const empty = (name: string): unknown => plain(at(host, name));
  return {
    name: textAt(inspected, "Name"),
    instance: labels.get(INSTANCE_LABEL),
    owner: labels.get(OWNER_LABEL),
    image: textAt(inspected, "Image"),
    hostname: textAt(config, "Hostname"),
    user: textAt(config, "User") ?? "",
    env: listAt(config, "Env"),
    entrypoint: plain(at(config, "Entrypoint")),
    cmd: plain(at(config, "Cmd")),
    workingDir: textAt(config, "WorkingDir") ?? "",
    volumes: plain(at(config, "Volumes")),
    terminal: at(config, "Tty") === true,
    runtime: textAt(host, "Runtime"),
    mounts: listAt(inspected, "Mounts").map(mountOf),
    binds: empty("Binds"),
    volumesFrom: empty("VolumesFrom"),
    privileged: at(host, "Privileged") === true,
    capAdd: empty("CapAdd"),
    capDrop: empty("CapDrop"),
    securityOpt: empty("SecurityOpt"),
    readonlyRootfs: at(host, "ReadonlyRootfs") === true,
    tmpfs: empty("Tmpfs"),
    devices: empty("Devices"),
    deviceRequests: empty("DeviceRequests"),
    deviceCgroupRules: empty("DeviceCgroupRules"),
    networkMode: textAt(host, "NetworkMode"),
    networks: Object.keys(at(inspected, "NetworkSettings", "Networks") ?? {}).sort(),
    pidMode: textAt(host, "PidMode") ?? "",
    ipcMode: textAt(host, "IpcMode") ?? "",
    utsMode: textAt(host, "UTSMode") ?? "",
    usernsMode: textAt(host, "UsernsMode") ?? "",
    cgroupParent: textAt(host, "CgroupParent") ?? "",
    memory: at(host, "Memory"),
    memorySwap: at(host, "MemorySwap"),
    nanoCpus: at(host, "NanoCpus"),
    pidsLimit: at(host, "PidsLimit"),
    masked: listAt(host, "MaskedPaths").length > 0 && listAt(host, "ReadonlyPaths").length > 0,
    annotations: empty("Annotations"),
    oomKillDisable: at(host, "OomKillDisable") === true,
    ulimits: listAt(host, "Ulimits"),
    logConfig: at(host, "LogConfig"),
    restart: textAt(host, "RestartPolicy", "Name") ?? "",
    init: at(host, "Init") === true,
    autoRemove: at(host, "AutoRemove") === true,
    ports: empty("PortBindings"),
    publishAllPorts: at(host, "PublishAllPorts") === true,
    extraHosts: empty("ExtraHosts"),
    groupAdd: empty("GroupAdd"),
    sysctls: empty("Sysctls"),
    links: empty("Links"),
    dns: empty("Dns"),
  };
}

/** Absent, null and empty are one. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null || value === "") return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value;
  if (typeof value === "object") return Object.keys(value).length === 0 ? null : sorted(value);
  return value;
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function mountOf(mount: unknown): object {
  return {
    type: textAt(mount, "Type"),
    source: textAt(mount, "Source"),
    destination: textAt(mount, "Destination"),
    writable: at(mount, "RW") === true,
    propagation: textAt(mount, "Propagation"),
  };
}

/** Raised when facts are added or told otherwise: what was made before is then no longer compared by its label. */
const FACTS_VERSION = 1;

/** What a container is labelled with that has these facts. */
export function specLabel(facts: ContainerFacts): string {
  return `${FACTS_VERSION}:${createHash("sha256").update(canonical(facts)).digest("hex")}`;
}

/** Names of what differs, in order. */
export function differences(found: ContainerFacts, wanted: ContainerFacts): readonly string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].filter((name) => canonical(found[name]) !== canonical(wanted[name])).sort();
}

/** JSON with the names of objects in order. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === "object" && each !== null && !Array.isArray(each) ? sorted(each) : each,
    ) ?? "null"
  );
}
