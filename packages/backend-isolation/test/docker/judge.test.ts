import { describe, expect, it } from "vitest";
import { createBody } from "../../src/docker/create-body.ts";
import { factsOf, specLabel, type Wanted, wantedFacts } from "../../src/docker/facts.ts";
import { judge } from "../../src/docker/judge.ts";
import { SPEC } from "./support.ts";

const INSTANCE = "0123456789abcdef0123456789abcdef";
const WANTED: Wanted = {
  tenant: { owner: "alice", home: "/srv/users/alice" },
  spec: SPEC,
  instance: INSTANCE,
  image: { id: "sha256:1", config: { Env: ["PATH=/bin"], Entrypoint: ["/opt/vibedeck/entrypoint"] } },
};

/** What an engine says of the container that was made as wanted. */
function inspected(wanted: Wanted = WANTED): Record<string, unknown> {
  const { HostConfig, Labels, Hostname } = createBody(wanted);
  return {
    Name: "/sandbox-alice",
    Image: wanted.image.id,
    Config: { ...(wanted.image.config as object), Hostname, Labels },
    HostConfig: {
      ...(HostConfig as object),
      Binds: null,
      PortBindings: {},
      MaskedPaths: ["/proc/acpi", "/proc/kcore"],
      ReadonlyPaths: ["/proc/sys"],
    },
    Mounts: [
      { Type: "bind", Source: "/srv/users/alice", Destination: "/root", RW: true, Propagation: "rprivate" },
    ],
    NetworkSettings: { Networks: { none: { NetworkID: "1" } } },
  };
}

/** What somebody else could have made of it, field by field. */
const DEEDS: readonly (readonly [string, Record<string, unknown>])[] = [
  ["another runtime", { HostConfig: { Runtime: "runc" } }],
  ["all privileges", { HostConfig: { Privileged: true } }],
  ["a capability", { HostConfig: { CapAdd: ["SYS_ADMIN"] } }],
  ["capabilities kept", { HostConfig: { CapDrop: null } }],
  ["new privileges", { HostConfig: { SecurityOpt: ["seccomp=unconfined"] } }],
  ["a writable root", { HostConfig: { ReadonlyRootfs: false } }],
  ["another tmpfs", { HostConfig: { Tmpfs: { "/tmp": "exec,suid" } } }],
  ["a bind", { HostConfig: { Binds: ["/:/host"] } }],
  ["volumes of another", { HostConfig: { VolumesFrom: ["database"] } }],
  ["a device", { HostConfig: { Devices: [{ PathOnHost: "/dev/kvm" }] } }],
  ["a device request", { HostConfig: { DeviceRequests: [{ Driver: "nvidia" }] } }],
  ["a device rule", { HostConfig: { DeviceCgroupRules: ["a *:* rwm"] } }],
  ["the host's network", { HostConfig: { NetworkMode: "host" } }],
  ["one more network", { NetworkSettings: { Networks: { none: {}, lan: {} } } }],
  ["the host's processes", { HostConfig: { PidMode: "host" } }],
  ["the host's memory segments", { HostConfig: { IpcMode: "host" } }],
  ["the host's name", { HostConfig: { UTSMode: "host" } }],
  ["the host's users", { HostConfig: { UsernsMode: "host" } }],
  ["another control group", { HostConfig: { CgroupParent: "/" } }],
  ["more memory", { HostConfig: { Memory: 2 ** 40 } }],
  ["swap", { HostConfig: { MemorySwap: -1 } }],
  ["more processors", { HostConfig: { NanoCpus: 64e9 } }],
  ["more processes", { HostConfig: { PidsLimit: -1 } }],
  ["no killing for memory", { HostConfig: { OomKillDisable: true } }],
  ["other limits", { HostConfig: { Ulimits: [] } }],
  ["logs without end", { HostConfig: { LogConfig: { Type: "json-file", Config: {} } } }],
  ["restarts", { HostConfig: { RestartPolicy: { Name: "always" } } }],
  ["no init", { HostConfig: { Init: false } }],
  ["removal at its end", { HostConfig: { AutoRemove: true } }],
  ["a port", { HostConfig: { PortBindings: { "80/tcp": [{ HostPort: "80" }] } } }],
  ["all ports", { HostConfig: { PublishAllPorts: true } }],
  ["names of hosts", { HostConfig: { ExtraHosts: ["api:10.0.0.1"] } }],
  ["a group", { HostConfig: { GroupAdd: ["docker"] } }],
  ["a kernel setting", { HostConfig: { Sysctls: { "net.ipv4.ip_forward": "1" } } }],
  ["the host's secrets in /proc", { HostConfig: { MaskedPaths: [] } }],
  ["a writable /proc/sys", { HostConfig: { ReadonlyPaths: null } }],
  ["flags for the runtime", { HostConfig: { Annotations: { "dev.gvisor.flag.debug": "true" } } }],
  ["a link", { HostConfig: { Links: ["/db:/sandbox-alice/db"] } }],
  ["a name server", { HostConfig: { Dns: ["10.0.0.1"] } }],
  ["another image", { Image: "sha256:2" }],
  ["another user", { Config: { User: "1000" } }],
  ["a variable", { Config: { Env: ["PATH=/bin", "LD_PRELOAD=/root/x.so"] } }],
  ["another entry point", { Config: { Entrypoint: ["/root/x"] } }],
  ["another command", { Config: { Cmd: ["/root/x"] } }],
  ["another folder", { Config: { WorkingDir: "/root/x" } }],
  ["volumes", { Config: { Volumes: { "/data": {} } } }],
  ["a terminal", { Config: { Tty: true } }],
  ["another name of its own", { Config: { Hostname: "host" } }],
  [
    "another home",
    {
      Mounts: [
        { Type: "bind", Source: "/srv/users/bob", Destination: "/root", RW: true, Propagation: "rprivate" },
      ],
    },
  ],
  [
    "the engine's socket",
    {
      Mounts: [
        ...(inspected()["Mounts"] as object[]),
        { Type: "bind", Source: "/var/run/docker.sock", Destination: "/var/run/docker.sock", RW: true },
      ],
    },
  ],
  ["no home", { Mounts: [] }],
];

/** Settings and images change these; they are no walls. */
const AMOUNTS =
  /^(more memory|swap|more processors|more processes|another tmpfs|another image|a variable|another entry point|another command|another folder)$/;
const CHOICES = /^(another runtime|the host's network|one more network)$/;

function withDeed(deed: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inspected()).map(([name, value]) => {
      const change = deed[name];
      const merges = typeof change === "object" && !Array.isArray(change) && name !== "NetworkSettings";
      return [name, change === undefined ? value : merges ? { ...(value as object), ...change } : change];
    }),
  );
}

describe("what a container with the name of a sandbox is", () => {
  it("is ours when everything is as it was made (189, 190)", () => {
    expect(judge(inspected(), "alice", INSTANCE, wantedFacts(WANTED))).toEqual({ kind: "ours" });
  });

  it.each(DEEDS)("is foreign when it has %s, whatever its labels say (190, 212)", (_, deed) => {
    const changed = withDeed(deed);
    expect(judge(changed, "alice", INSTANCE, wantedFacts(WANTED)).kind).toBe("foreign");
  });

  it.each(DEEDS.filter(([what]) => !AMOUNTS.test(what)))(
    "is foreign when it has %s, and a label that was made up for that (190)",
    (what, deed) => {
      const changed = withDeed(deed);
      const config = changed["Config"] as { readonly Labels: object };
      const label = specLabel(factsOf(changed));
      changed["Config"] = { ...config, Labels: { ...config.Labels, "vibedeck.spec": label } };
      const verdict = judge(changed, "alice", INSTANCE, wantedFacts(WANTED));
      if (CHOICES.test(what)) {
        expect(verdict).toMatchObject({ kind: "drifted", usable: false });
        return;
      }
      expect(verdict.kind).toBe("foreign");
      if (what !== "another home") expect(judge(changed, "alice", INSTANCE, undefined).kind).toBe("foreign");
    },
  );

  it("is ours and to be made anew when another version of this program labelled it", () => {
    const found = inspected();
    const config = found["Config"] as { readonly Labels: object };
    found["Config"] = { ...config, Labels: { ...config.Labels, "vibedeck.spec": `0:${"0".repeat(64)}` } };
    const verdict = judge(found, "alice", INSTANCE, wantedFacts(WANTED));
    expect(verdict).toEqual({ kind: "drifted", differs: ["version"], usable: true });
  });

  it("is foreign without our labels, with another installation's, or with another user's (189)", () => {
    const of = (labels: object): string => {
      const found = inspected();
      found["Config"] = { ...(found["Config"] as object), Labels: labels };
      return judge(found, "alice", INSTANCE, undefined).kind;
    };
    const { Labels } = createBody(WANTED) as { readonly Labels: object };
    expect(of({})).toBe("foreign");
    expect(of({ ...Labels, "vibedeck.instance": "other" })).toBe("foreign");
    expect(of({ ...Labels, "vibedeck.owner": "bob" })).toBe("foreign");
    expect(of(Labels)).toBe("ours");
  });

  it("is ours and drifted when the settings are others today (193)", () => {
    const today: Wanted = { ...WANTED, spec: { ...SPEC, memoryBytes: 2 ** 30 } };
    expect(judge(inspected(), "alice", INSTANCE, wantedFacts(today))).toEqual({
      kind: "drifted",
      differs: ["memory", "memorySwap", "tmpfs"],
      usable: true,
    });
  });

  it.each([null, [], "text", 7, {}])("is foreign when the engine says %j", (nonsense) => {
    expect(judge(nonsense, "alice", INSTANCE, undefined).kind).toBe("foreign");
  });
});
