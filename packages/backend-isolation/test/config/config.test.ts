import { claudeCode } from "@vibedeck/backend-claude-code";
import { describe, expect, it } from "vitest";
import { createConfigSchema, type Surroundings } from "../../src/config.ts";

const USERS = { users_dir: "/srv/vibedeck/users" };

async function parse(table: unknown, around: Partial<Surroundings> = {}) {
  const surroundings = { env: {}, home: "/home/ada", ...around };
  return createConfigSchema(() => surroundings, claudeCode.config)["~standard"].validate(table);
}

/** `key: message` of each complaint. */
async function complaints(table: object, around: Partial<Surroundings> = {}): Promise<string[]> {
  const { issues = [] } = await parse(table, around);
  return issues.map(({ message, path = [] }) => {
    const keys = path.map((step) => (typeof step === "object" ? step.key : step));
    return `${keys.join(".")}: ${message}`;
  });
}

describe("the table [isolation]", () => {
  it("needs nothing but users_dir, and its defaults are gVisor without a network", async () => {
    expect(await parse(USERS)).toMatchObject({
      value: {
        usersDir: "/srv/vibedeck/users",
        sandbox: {
          image: "vibedeck-sandbox:latest",
          runtime: "runsc",
          memoryBytes: 2_147_483_648,
          cpus: 1,
          pids: 4_096,
          network: "none",
        },
        dockerHost: "unix:///var/run/docker.sock",
        idleStopMs: 1_800_000,
        maxRunning: 20,
        startTimeoutMs: 60_000,
        allowRunc: false,
        claude: {
          dirs: ["/srv/vibedeck/users"],
          owner: "local",
          prices: {},
          permissionModes: ["default", "acceptEdits", "plan", "auto"],
          models: [],
          env: {},
        },
      },
    });
  });

  it("takes everything that it has a name for", async () => {
    const table = {
      users_dir: "~/vibedeck//users/",
      docker_image: "registry.example:5000/team/sandbox:1.2@sha256:".concat("a".repeat(64)),
      docker_runtime: "runsc-net",
      docker_host: "tcp://127.0.0.1:2375",
      memory: "512M",
      cpus: 0.5,
      pids: 1_000,
      network: "sandboxes",
      env_file: "~/agent.env",
      user_env_dir: "/etc/vibedeck/env",
      idle_stop: 60,
      max_running: 3,
      start_timeout: 10,
      allow_runc: true,
      permission_modes: ["plan"],
      models: ["glm-4.7"],
      prices: { "glm-4.7": { input: 1, output: 2, cache_write_5m: 1, cache_write_1h: 2, cache_read: 0.1 } },
    };

    expect(await parse(table)).toMatchObject({
      value: {
        usersDir: "/home/ada/vibedeck/users",
        sandbox: {
          image: table.docker_image,
          runtime: "runsc-net",
          memoryBytes: 536_870_912,
          cpus: 0.5,
          pids: 1_000,
          network: "sandboxes",
        },
        dockerHost: "tcp://127.0.0.1:2375",
        envFile: "/home/ada/agent.env",
        userEnvDir: "/etc/vibedeck/env",
        idleStopMs: 60_000,
        maxRunning: 3,
        startTimeoutMs: 10_000,
        allowRunc: true,
        claude: { permissionModes: ["plan"], models: ["glm-4.7"], prices: table.prices },
      },
    });
  });

  it("says what is missing", async () => {
    expect(await complaints({})).toEqual([
      "users_dir: This is missing: name the directory that is to hold a home for each user",
    ]);
  });

  it("names a key that it does not know, and lists those that it does (245)", async () => {
    const schema = createConfigSchema(() => ({ env: {}, home: "/" }), claudeCode.config);

    expect(await complaints({ ...USERS, docker_runtim: "runsc" })).toEqual([
      expect.stringContaining("docker_runtim:"),
    ]);
    expect(Object.keys(Reflect.get(schema, "entries"))).toContain("docker_runtime");
  });

  it("takes nothing that is Claude Code's on one's own machine", async () => {
    for (const key of ["dirs", "owner", "command", "env"]) {
      expect(await complaints({ ...USERS, [key]: "x" })).toEqual([expect.stringContaining(`${key}:`)]);
    }
  });

  it("leaves Claude Code's own keys to Claude Code's schema, and its complaints keep their place", async () => {
    const told = await complaints({
      ...USERS,
      permission_modes: ["plan", "yolo"],
      models: ["--x"],
      prices: { "glm-4.7": { input: -1 } },
    });

    expect(told.map((text) => text.split(":")[0])).toEqual(
      expect.arrayContaining(["permission_modes.1", "models.0", "prices.glm-4.7.input"]),
    );
  });

  it("is no table of prototypes (246)", async () => {
    const table = JSON.parse(
      '{"users_dir":"/srv/u","__proto__":{"allow_runc":true,"docker_runtime":"runc"}}',
    );

    const result = await parse(table);

    expect(result.issues !== undefined || result.value.allowRunc === false).toBe(true);
    expect({}).not.toHaveProperty("allow_runc");
  });
});

describe("users_dir", () => {
  it.each([
    ["users", "relative path"],
    ["./users", "relative path"],
    ["~bob/users", "relative path"],
    ["", "empty"],
    ["/", "of its own"],
    ["/home/", "of its own"],
    ["/srv/../srv", "of its own"],
    ["/var/lib", "of its own"],
    ["/etc/vibedeck", "belongs to the system"],
    ["/usr/local/users", "belongs to the system"],
    ["/var/lib/docker/volumes/users", "belongs to the system"],
    ["/proc/self/root", "belongs to the system"],
    ["~", "server's own user"],
    ["/home/ada/", "server's own user"],
    ["/srv/a\u0000b", "control character"],
    ["/srv/a\nb", "control character"],
    [42, "path"],
  ])("cannot be %j (247)", async (users_dir, reason) => {
    expect(await complaints({ users_dir })).toEqual([expect.stringMatching(`^users_dir: .*${reason}`)]);
  });

  it("may be anything else, written in full", async () => {
    for (const users_dir of ["/srv/users", "/home/vibedeck-users", "/data", "/etcetera/users", "/srv/a b"])
      expect(await parse({ users_dir })).toMatchObject({ value: { usersDir: users_dir } });
  });

  it("holds no file with keys: users could read or replace it (210)", async () => {
    const told = await complaints({
      ...USERS,
      env_file: "/srv/vibedeck/other/../users/agent.env",
      user_env_dir: "/srv/vibedeck/users",
    });

    expect(told).toEqual([
      "env_file: This lies in users_dir, where users can write: keep it elsewhere",
      "user_env_dir: This lies in users_dir, where users can write: keep it elsewhere",
    ]);
    expect(await parse({ ...USERS, env_file: "/srv/vibedeck/users.env" })).toHaveProperty("value");
  });
});

describe("the sandbox", () => {
  it.each(["runc", "RUNC", "crun", "youki", "nvidia", "io.containerd.runc.v2"])(
    "cannot be %s, which is none, unless that is said (195)",
    async (docker_runtime) => {
      expect(await complaints({ ...USERS, docker_runtime })).toEqual([
        expect.stringMatching(/^docker_runtime: .*is no sandbox.*allow_runc = true/),
      ]);
      expect(await parse({ ...USERS, docker_runtime, allow_runc: true })).toMatchObject({
        value: { allowRunc: true, sandbox: { runtime: docker_runtime } },
      });
    },
  );

  it.each(["/usr/bin/runsc", "", "run sc", "-runsc", 1])("has no runtime %j", async (docker_runtime) => {
    expect(await complaints({ ...USERS, docker_runtime })).toEqual([
      expect.stringContaining("docker_runtime:"),
    ]);
  });

  it.each([
    ["host", "network of this machine"],
    ["Host", "network of this machine"],
    ["bridge", "every other one"],
    ["default", "every other one"],
    ["container:db", "another container"],
    ["Container:db", "another container"],
    ["", "no name of a network"],
    ["a b", "no name of a network"],
    ["-x", "no name of a network"],
  ])("is never on the network %j, and it says why (214)", async (name, reason) => {
    expect(await complaints({ ...USERS, network: name })).toEqual([
      expect.stringMatching(`^network: .*${reason}.*Use "none"`),
    ]);
  });

  it.each(["", "a/Upper", "-x", "a b", "a//b", "image:", "http://x/y", "x".repeat(256), "a\u0000b", 5])(
    "is made of no image %j (194)",
    async (docker_image) => {
      expect(await complaints({ ...USERS, docker_image })).toEqual([
        expect.stringContaining("docker_image:"),
      ]);
    },
  );

  it.each(["vibedeck-sandbox", "localhost/a/b_c:1", "ghcr.io/x/y--z:v1.2", `sha256:${"0".repeat(64)}`])(
    "may be made of %s",
    async (docker_image) => {
      expect(await parse({ ...USERS, docker_image })).toMatchObject({
        value: { sandbox: { image: docker_image } },
      });
    },
  );

  it.each([
    ["128m", 134_217_728],
    ["131072K", 134_217_728],
    [134_217_728, 134_217_728],
    ["134217728", 134_217_728],
    ["3g", 3_221_225_472],
  ])("has %j of memory, which is %d bytes", async (memory, bytes) => {
    expect(await parse({ ...USERS, memory })).toMatchObject({ value: { sandbox: { memoryBytes: bytes } } });
  });

  it.each(["127m", "2gb", "1.5g", "-2g", "", "0x10g", "2 g", 0, -1, Number.NaN, 1e300, true, "99999999999g"])(
    "has no memory %j",
    async (memory) => {
      expect(await complaints({ ...USERS, memory })).toEqual([expect.stringContaining("memory:")]);
    },
  );

  it.each([
    [{ cpus: 0.09 }],
    [{ cpus: 257 }],
    [{ cpus: "1" }],
    [{ cpus: Number.NaN }],
    [{ pids: 255 }],
    [{ pids: 1000.5 }],
    [{ idle_stop: 0 }],
    [{ idle_stop: 1.5 }],
    [{ idle_stop: 999_999_999 }],
    [{ max_running: 0 }],
    [{ max_running: 10_001 }],
    [{ start_timeout: 0 }],
    [{ start_timeout: "60" }],
    [{ allow_runc: "yes" }],
    [{ permission_modes: [] }],
  ])("cannot be told %j", async (wrong) => {
    const [key = ""] = Object.keys(wrong);

    expect(await complaints({ ...USERS, ...wrong })).toEqual([expect.stringMatching(`^${key}: \\S`)]);
  });

  it("needs more than 256 processes, because gVisor is killed at the limit (200)", async () => {
    expect(await complaints({ ...USERS, pids: 64 })).toEqual([expect.stringMatching("gVisor.*killed")]);
  });
});

describe("the engine's address", () => {
  it("comes from the table before DOCKER_HOST, and from there before the usual socket", async () => {
    const env = { DOCKER_HOST: "unix:///run/user/1000/docker.sock" };

    expect(await parse(USERS, { env })).toMatchObject({ value: { dockerHost: env.DOCKER_HOST } });
    expect(await parse({ ...USERS, docker_host: "tcp://10.0.0.2:2375" }, { env })).toMatchObject({
      value: { dockerHost: "tcp://10.0.0.2:2375" },
    });
    expect(await parse(USERS, { env: { DOCKER_HOST: "" } })).toMatchObject({
      value: { dockerHost: "unix:///var/run/docker.sock" },
    });
  });

  it.each([
    "ssh://host",
    "/var/run/docker.sock",
    "unix://relative.sock",
    "unix:///",
    `unix:///${"x".repeat(107)}`,
    "tcp://host",
    "tcp://user:password@host:2375",
    "tcp://host:2375/v1",
    "tcp://:2375",
    "tcp://host:99999",
    "http://host:2375",
    "",
  ])("cannot be %j", async (docker_host) => {
    expect(await complaints({ ...USERS, docker_host })).toEqual([expect.stringContaining("docker_host:")]);
  });

  it("says so when the variable is what is wrong", async () => {
    expect(await complaints(USERS, { env: { DOCKER_HOST: "ssh://host" } })).toEqual([
      expect.stringContaining("the variable DOCKER_HOST"),
    ]);
  });
});
