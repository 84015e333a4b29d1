import { describe, expect, it } from "vitest";
import { engineNote, noEngine } from "../engine/engine.ts";
import { api, ensuring, jobOf, openYard, outputOf, SPEC } from "./support.ts";

const LIMIT = 120_000;
const never = new AbortController().signal;

/** What an engine says of a container, as far as these tests look. */
interface Inspected {
  readonly Id: string;
  readonly Config: Readonly<Record<string, unknown>> & { readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly Mounts: readonly unknown[];
  readonly NetworkSettings: { readonly Networks: object };
}

describe.skipIf(noEngine !== undefined)(`a sandbox on a real engine with gVisor${engineNote}`, () => {
  it("is hardened in every field, and its engine knows no secret (208, 212)", {
    timeout: LIMIT,
  }, async () => {
    const yard = await openYard();
    const tenant = yard.tenant();
    const sandbox = await yard.runtime.ensure(tenant, ensuring());
    const secret = "sk-ant-not-for-anybody-who-asks-the-engine";
    const env = { PATH: "/usr/bin:/bin", ANTHROPIC_API_KEY: secret };
    const job = await yard.runtime.exec(
      sandbox,
      jobOf(["sh", "-c", "echo $ANTHROPIC_API_KEY"], { env }),
      never,
    );
    expect(await outputOf(job)).toBe(`${secret}\n`);

    const { body } = await api(yard, "GET", `/containers/sandbox-${tenant.owner}/json`);
    const inspected = body as Inspected;
    const { HostConfig, Config, Mounts } = inspected;
    expect(HostConfig).toMatchObject({
      Runtime: "runsc",
      Privileged: false,
      CapAdd: null,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      ReadonlyRootfs: true,
      Tmpfs: {
        "/tmp": "rw,nosuid,nodev,exec,mode=1777,size=134217728",
        "/run": "rw,nosuid,nodev,noexec,mode=755,size=16777216",
      },
      Binds: null,
      VolumesFrom: null,
      NetworkMode: "none",
      PortBindings: null,
      PublishAllPorts: false,
      PidMode: "",
      IpcMode: "private",
      UTSMode: "",
      UsernsMode: "",
      Devices: null,
      DeviceRequests: null,
      GroupAdd: null,
      ExtraHosts: null,
      Memory: SPEC.memoryBytes,
      MemorySwap: SPEC.memoryBytes,
      NanoCpus: 1_000_000_000,
      PidsLimit: 4_096,
      Ulimits: [{ Name: "nofile", Soft: 65_536, Hard: 65_536 }],
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "1" } },
      RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
      Init: true,
      AutoRemove: false,
    });
    expect(Mounts).toEqual([
      expect.objectContaining({ Type: "bind", Source: tenant.home, Destination: "/root", RW: true }),
    ]);
    expect(Config["Env"]).toEqual([
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "DISABLE_AUTOUPDATER=1",
    ]);
    expect(Config.Labels).toMatchObject({
      "vibedeck.instance": yard.instance,
      "vibedeck.owner": tenant.owner,
      "vibedeck.spec": expect.stringMatching(/^1:[0-9a-f]{64}$/),
    });
    expect(JSON.stringify(inspected)).not.toContain(secret);
    expect(JSON.stringify(inspected)).not.toContain("docker.sock");
  });

  it("runs on gVisor, with no capability, and its programs cannot be changed (185, 212)", {
    timeout: LIMIT,
  }, async () => {
    const yard = await openYard();
    const sandbox = await yard.runtime.ensure(yard.tenant(), ensuring());
    const look =
      "uname -r; grep -E '^Cap(Eff|Prm|Bnd)' /proc/self/status; (: >>/usr/local/bin/claude) 2>/dev/null || echo fixed; mknod /root/n c 1 3 2>/dev/null || echo no-devices";
    const { stdout } = await yard.runtime.run(sandbox, ["sh", "-c", look], {
      signal: never,
      maxBytes: 4_096,
    });
    const lines = stdout.toString().trim().split("\n");
    expect(lines[0]).toBe("4.4.0");
    expect(lines.filter((line) => /^Cap\w+:\s+0+$/.test(line))).toHaveLength(3);
    expect(lines).toContain("fixed");
    expect(lines).toContain("no-devices");
  });

  it("is made once by twenty who ask at the same time of two servers (191, 192)", {
    timeout: LIMIT,
  }, async () => {
    const yard = await openYard();
    const tenant = yard.tenant();
    const servers = [yard.runtime, yard.other()];
    const asked = Array.from({ length: 20 }, (_, n) => servers[n % 2]?.ensure(tenant, ensuring()));
    const ids = (await Promise.all(asked)).map((sandbox) => sandbox?.id);
    expect(new Set(ids).size).toBe(1);
    expect((await yard.runtime.list()).filter(({ owner }) => owner === tenant.owner)).toHaveLength(1);
  });

  it("is made anew when its settings changed and nothing runs in it, and used as it is else (193)", {
    timeout: LIMIT,
  }, async () => {
    const yard = await openYard();
    const tenant = yard.tenant();
    const before = await yard.runtime.ensure(tenant, ensuring());
    const changed = yard.other({ memoryBytes: 300 * 1024 * 1024 });
    const kept = await changed.ensure(tenant, ensuring({ idle: async () => false }));
    expect(kept.id).toBe(before.id);
    const anew = await changed.ensure(tenant, ensuring());
    expect(anew.id).not.toBe(before.id);
  });

  it.each([
    [
      "a runtime that is missing (195)",
      { runtime: "runsc-of-nobody" },
      /runtime "runsc-of-nobody" is not known/,
    ],
    ["an image that is missing (194)", { image: "nobody/has:this" }, /no image "nobody\/has:this"/],
    ["a network that is missing (214)", { network: "nobodys-net" }, /no network "nobodys-net"/],
  ])("refuses %s, and makes nothing", { timeout: LIMIT }, async (_, change, words) => {
    const yard = await openYard();
    const tenant = yard.tenant();
    const refused = yard.other(change).ensure(tenant, ensuring());
    await expect(refused).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(words),
    });
    expect((await yard.runtime.list()).filter(({ owner }) => owner === tenant.owner)).toEqual([]);
  });

  it.each([
    ["that has no label of ours (189)", false],
    ["with our labels on something else (190)", true],
  ])("refuses a container %s, and leaves it alone", { timeout: LIMIT }, async (_, labelled) => {
    const yard = await openYard();
    const tenant = yard.tenant();
    const name = `sandbox-${tenant.owner}`;
    await yard.runtime.ensure(tenant, ensuring());
    const real = (await api(yard, "GET", `/containers/${name}/json`)).body as Inspected;
    await yard.runtime.remove(tenant.owner);
    await api(yard, "POST", `/containers/create?name=${name}`, {
      Image: SPEC.image,
      Labels: labelled ? real.Config.Labels : {},
      HostConfig: { Runtime: "runsc", Binds: ["/:/root"], NetworkMode: "none" },
    });
    const before = (await api(yard, "GET", `/containers/${name}/json`)).body;

    await expect(yard.runtime.ensure(tenant, ensuring())).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(yard.runtime.remove(tenant.owner)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(yard.runtime.stop(tenant.owner, 1_000)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await yard.runtime.running(tenant.owner)).toBeUndefined();
    expect((await api(yard, "GET", `/containers/${name}/json`)).body).toEqual(before);
  });
});
