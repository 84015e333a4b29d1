import { fromUserId } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { engineFindings } from "../../src/diagnose/engine-findings.ts";
import { fileSystemOf } from "../../src/diagnose/file-system-of.ts";
import { imageFindings } from "../../src/diagnose/image-findings.ts";
import { isGvisor, lookFindings, parseLook } from "../../src/diagnose/inner-look.ts";
import { networkFindings } from "../../src/diagnose/network-findings.ts";
import { quotaOf } from "../../src/diagnose/place-findings.ts";
import { roomFindings, sizeText } from "../../src/diagnose/room-findings.ts";
import { runtimeFindings } from "../../src/diagnose/runtime-findings.ts";
import { isTrial } from "../../src/diagnose/trial-home.ts";
import { gvisorRelease, runcProblem } from "../../src/diagnose/versions.ts";
import { FACTS, IMAGE, LOOKS } from "./fake-engine.ts";

const DEBIAN_12 = "runsc version 0.0~20221219.0\nspec: 1.0.2-dev\n";
const states = (found: readonly { readonly state: string }[]): readonly string[] =>
  found.map(({ state }) => state);

describe("the engine", () => {
  it("is named with its version, and nothing else is said of a good one but who root inside is (213)", () => {
    const [version, users, ...more] = engineFindings(FACTS);

    expect(version).toEqual({ state: "ok", text: "Docker 28.2.2 (interface 1.50, x86_64)" });
    expect(users).toMatchObject({ state: "warning", text: expect.stringContaining("root of this machine") });
    expect(more).toEqual([]);
  });

  it.each([
    ["19.03.15", "warning"],
    ["20.10.24+dfsg1", "ok"],
    ["dev", "ok"],
  ])("of version %s gets a %s (217)", (version, state) => {
    expect(engineFindings({ ...FACTS, version })[0]).toMatchObject({ state });
  });

  it.each([
    ["1.0.3", "CVE-2024-21626"],
    ["1.1.5+ds1", "CVE-2024-21626"],
    ["1.1.12", "CVE-2025-31133"],
    ["1.2.7", "CVE-2025-31133"],
    ["1.2.8", undefined],
    ["1.3.0-rc.1", "CVE-2025-31133"],
    ["1.3.2", "CVE-2025-31133"],
    ["1.3.3", undefined],
    ["1.4.0", undefined],
    ["2.0.0", undefined],
    ["", undefined],
  ])("with runc %s is told of %s (217)", (version, found) => {
    const problem = runcProblem(version);

    if (found === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(found);
    expect(states(engineFindings({ ...FACTS, runcVersion: version }))).toHaveLength(
      found === undefined ? 2 : 3,
    );
  });

  it.each([
    ["name=userns", "userns-remap"],
    ["name=rootless", "without root"],
  ])("that maps users by %s is told apart (213)", (option, text) => {
    const found = engineFindings({ ...FACTS, securityOptions: ["name=seccomp,profile=default", option] });

    expect(found[1]).toMatchObject({ state: "warning", text: expect.stringContaining(text) });
  });

  it("that ends its containers when it restarts gets a warning, with the line that changes it (197)", () => {
    const found = engineFindings({ ...FACTS, liveRestore: false });

    expect(found.at(-1)).toMatchObject({
      state: "warning",
      hint: expect.stringContaining('"live-restore": true'),
    });
  });
});

describe("the runtime", () => {
  it("that is missing is a failure that shows how to register it, and nothing takes its place (195)", () => {
    const found = runtimeFindings(
      { ...FACTS, runtimes: new Map([["runc", { args: [] }]]) },
      { runtime: "runsc" },
      "",
    );

    expect(found).toEqual([
      {
        state: "failure",
        text: 'The engine has no runtime "runsc" (it has: runc). Nothing else is used in its place',
        hint: expect.stringContaining('{ "runtimes": { "runsc": { "path": "/usr/bin/runsc" } } }'),
      },
    ]);
  });

  it.each([
    [DEBIAN_12, "warning", "gVisor of 2022-12-19"],
    ["runsc version release-20260309.0\nspec: 1.1.0-rc.1\n", "ok", "gVisor of 2026-03-09"],
    ["runsc version VERSION_MISSING\n", "ok", "cannot be told"],
    [undefined, "ok", "cannot be told"],
  ])("that prints %j gets a %s (217)", (printed, state, text) => {
    expect(runtimeFindings(FACTS, { runtime: "runsc" }, printed)).toEqual([
      expect.objectContaining({ state, text: expect.stringContaining(text) }),
    ]);
  });

  it.each(["--file-access-mounts=exclusive", "-file-access-mounts=exclusive"])(
    "may not have homes to itself: %s (220)",
    (arg) => {
      const facts = { ...FACTS, runtimes: new Map([["runsc", { path: "/usr/bin/runsc", args: [arg] }]]) };

      expect(runtimeFindings(facts, { runtime: "runsc" }, undefined)[1]).toMatchObject({
        state: "failure",
        text: expect.stringContaining("exclusive"),
      });
    },
  );

  it.each([
    ["--network=host", "failure"],
    ["--overlay2=all:memory", "failure"],
    ["--overlay", "failure"],
  ])("may not be told %s", (arg, state) => {
    const facts = { ...FACTS, runtimes: new Map([["runsc", { args: [arg] }]]) };

    expect(states(runtimeFindings(facts, { runtime: "runsc" }, undefined))).toEqual(["ok", state]);
  });

  it.each(["--overlay2=root:self", "--file-access=exclusive", "--platform=kvm", "--network=sandbox"])(
    "may be told %s",
    (arg) => {
      const facts = { ...FACTS, runtimes: new Map([["runsc", { args: [arg] }]]) };

      expect(states(runtimeFindings(facts, { runtime: "runsc" }, undefined))).toEqual(["ok"]);
    },
  );

  it("has a date in its version, wherever it comes from", () => {
    expect(gvisorRelease(DEBIAN_12)).toBe(20_221_219);
    expect(gvisorRelease("runsc version release-20241217.0-28-g4e3b2f1c9a\n")).toBe(20_241_217);
    expect(gvisorRelease("runc version 1.1.5\n")).toBeUndefined();
  });
});

describe("the image", () => {
  it("is named with the Claude Code that is in it", () => {
    expect(imageFindings("a:1", IMAGE, FACTS)).toEqual([
      { state: "ok", text: 'The image "a:1" (sha256:abababababab) has Claude Code 2.1.330' },
    ]);
  });

  it("that is missing is a failure with the command that builds it (194)", () => {
    expect(imageFindings("a:1", undefined, FACTS)).toEqual([
      expect.objectContaining({ state: "failure", hint: "vibedeck sandbox build --tag a:1" }),
    ]);
  });

  it("for another architecture is a failure (194)", () => {
    expect(imageFindings("a:1", { ...IMAGE, architecture: "arm64" }, FACTS)).toEqual([
      expect.objectContaining({ state: "failure", text: expect.stringContaining("for arm64") }),
    ]);
    expect(
      states(imageFindings("a:1", { ...IMAGE, architecture: "arm64" }, { architecture: "aarch64" })),
    ).toEqual(["ok"]);
  });

  it.each([
    [new Map<string, string>(), "none for sandboxes"],
    [new Map([["vibedeck.sandbox", "0"]]), "version 0, and this VibeDeck needs 1"],
  ])("that does not have our programs is a failure: %j (194)", (labels, text) => {
    expect(imageFindings("a:1", { ...IMAGE, labels }, FACTS)).toEqual([
      expect.objectContaining({ state: "failure", text: expect.stringContaining(text) }),
    ]);
  });
});

describe("the network", () => {
  const bridge = (icc: string | undefined, internal = false) => ({
    driver: "bridge",
    internal,
    options: new Map(icc === undefined ? [] : [["com.docker.network.bridge.enable_icc", icc]]),
  });

  it("none means that agents cannot reach the API", () => {
    expect(networkFindings("none", undefined)).toEqual([
      expect.objectContaining({ state: "warning", text: expect.stringContaining("cannot reach the API") }),
    ]);
  });

  it.each([
    ["that is missing", undefined],
    ["in which sandboxes reach each other", bridge(undefined)],
    ["that says they do", bridge("true")],
    ["of another kind", { ...bridge("false"), driver: "macvlan" }],
  ])("%s is a failure (214)", (_what, facts) => {
    expect(states(networkFindings("agents", facts))).toEqual(["failure"]);
  });

  it("that keeps them apart is fine, and the rules of the machine are the operator's (214)", () => {
    expect(states(networkFindings("agents", bridge("false")))).toEqual(["ok", "warning"]);
    expect(states(networkFindings("agents", bridge("false", true)))).toEqual(["warning"]);
  });
});

describe("the machine", () => {
  const sandbox = { ...FACTS, image: "", runtime: "", memoryBytes: 2 ** 31, cpus: 1, pids: 1, network: "" };

  it("must have the memory of all sandboxes, or it is said (199)", () => {
    expect(roomFindings({ maxRunning: 32, sandbox }, FACTS)).toEqual([
      { state: "ok", text: "32 sandboxes of 2 GB may take 64 GB of 64 GB memory" },
    ]);
    expect(states(roomFindings({ maxRunning: 33, sandbox }, FACTS))).toEqual(["warning"]);
  });

  it("says sizes as people do", () => {
    expect([1, 1_048_576, 400 * 2 ** 20, 1.5 * 2 ** 30, 2 ** 36].map(sizeText)).toEqual([
      "1 kB",
      "1 MB",
      "400 MB",
      "1.5 GB",
      "64 GB",
    ]);
  });

  it("has quotas for homes, or it is said (201)", () => {
    const table = [
      "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
      "30 22 7:0 / /srv/my\\040homes rw,nosuid,nodev,noatime - ext4 /dev/loop0 rw,prjquota",
      "31 22 7:1 / /srv/my\\040homes/over rw - xfs /dev/loop1 rw,prjquota",
      "32 22 7:2 / /srv/my\\040homes/over rw - tmpfs none rw",
    ].join("\n");

    expect(states(quotaOf(fileSystemOf("/srv/my homes/users", table)))).toEqual(["ok"]);
    expect(states(quotaOf(fileSystemOf("/srv/my homesick", table)))).toEqual(["warning"]);
    expect(fileSystemOf("/srv/my homes/over/users", table)?.type).toBe("tmpfs");
    expect(quotaOf(undefined)).toEqual([]);
  });
});

describe("the look from inside", () => {
  const facts = (text: string) => {
    const found = parseLook(text);
    if (found === undefined) throw new Error("cut off");
    return found;
  };

  it("of a good sandbox finds nothing", () => {
    expect(states(lookFindings(facts(LOOKS), "runsc", false))).toEqual(["ok", "ok", "ok"]);
  });

  it("knows gVisor by the kernel it plays or by its log, and no kernel of a distribution", () => {
    const look = { boot: "", capabilities: [], writable: [] };

    expect(isGvisor({ ...look, release: "4.4.0" })).toBe(true);
    expect(isGvisor({ ...look, release: "4.19.0", boot: "[    0.000000] Starting gVisor..." })).toBe(true);
    expect(isGvisor({ ...look, release: "4.4.0-210-generic" })).toBe(false);
    expect(isGvisor({ ...look, release: "6.1.0-37-amd64" })).toBe(false);
  });

  it("of the machine's own kernel is a failure, and with allow_runc said loudly (195)", () => {
    const bare = facts(
      LOOKS.replace("4.4.0", "6.1.0-37-amd64").replace("Starting gVisor...", "Linux version"),
    );

    expect(lookFindings(bare, "runsc", false)[0]).toMatchObject({
      state: "failure",
      text: expect.stringContaining("NO SANDBOX"),
    });
    expect(lookFindings(bare, "runc", true)[0]).toMatchObject({
      state: "warning",
      text: expect.stringContaining("NO SANDBOX"),
    });
  });

  it("finds capabilities and what can be written (212)", () => {
    const weak = LOOKS.replace("CapBnd=0000000000000000", "CapBnd=00000000a80425fb").replace(
      "end=",
      "writable=/usr/local/bin/claude\nend=",
    );

    expect(lookFindings(facts(weak), "runsc", false).slice(1)).toEqual([
      expect.objectContaining({ state: "failure", text: expect.stringContaining("CapBnd") }),
      expect.objectContaining({ state: "failure", text: expect.stringContaining("/usr/local/bin/claude") }),
    ]);
  });

  it("that was cut off says nothing, and capabilities that were not told count as there", () => {
    expect(parseLook(LOOKS.slice(0, 40))).toBeUndefined();
    expect(facts(LOOKS.replace(/^CapEff.*\n/m, "")).capabilities).toEqual(["CapEff"]);
  });
});

it("a trial has an id that no sign-in can give", () => {
  const owner = "doctor-zz-0123456789ab";

  expect(isTrial(owner)).toBe(true);
  expect(fromUserId(owner)).toBeUndefined();
  expect(isTrial("doctor-zz-0123456789ab/..")).toBe(false);
});
