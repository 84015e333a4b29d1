import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { silentLogger, VibeDeckError } from "@vibedeck/core";
import * as host from "@vibedeck/core/host";
import { describe, expect, it, vi } from "vitest";
import { plainBackend, plainParts } from "./plain-backend.ts";

const { createContainer, mountBackend } = host;
const packages = fileURLToPath(new URL("../../../", import.meta.url));
const core = join(packages, "core/src");

function sources(): string[] {
  return readdirSync(packages)
    .map((name) => join(packages, name, "src"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
    )
    .filter((path) => path.endsWith(".ts"));
}

/** The files that a module of core loads, following its relative imports that are not types only. */
function loads(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(
    /^(?:import|export) (?!type\b)[^;]*?["']([^"']+)["'];/gm,
  )) {
    if (specifier.startsWith(".")) loads(resolve(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

const tokens = Object.entries({
  BACKEND_REGISTRY: host.BACKEND_REGISTRY,
  LOGGER: host.LOGGER,
  PART_CONTEXT: host.PART_CONTEXT,
  ...host.PART_TOKENS,
});

describe("an unregistered token", () => {
  it.each(tokens)("throws instead of being constructed in silence: %s is a symbol", (_name, token) => {
    expect(typeof token).toBe("symbol");
    expect(() => createContainer().resolve<unknown>(token)).toThrow("unregistered");
  });

  it.each(tokens)(
    "is the same in two copies of the package: %s is in the global symbol registry",
    (_name, token) => {
      expect(Symbol.keyFor(token as symbol)).toMatch(/^@vibedeck\/core\//);
    },
  );
});

describe("a captive dependency", () => {
  it("cannot arise: what the root holds is the same seen from a backend, and a backend's own logger stays its own", () => {
    const root = createContainer();
    const registry = new host.BackendRegistry();
    root.register(host.BACKEND_REGISTRY, { useValue: registry });
    root.register(host.LOGGER, { useValue: silentLogger });
    const alice = root.createChildContainer();
    const bob = root.createChildContainer();
    alice.register(host.LOGGER, { useValue: { ...silentLogger } });

    const seenByAlice = alice.resolve(host.LOGGER);

    expect(alice.resolve(host.BACKEND_REGISTRY)).toBe(bob.resolve(host.BACKEND_REGISTRY));
    expect(seenByAlice).not.toBe(silentLogger);
    expect(bob.resolve(host.LOGGER)).toBe(silentLogger);
    expect(root.resolve(host.LOGGER)).toBe(silentLogger);
  });

  it("cannot reach another container of the process through tsyringe's global one", () => {
    const one = createContainer();
    one.register(host.LOGGER, { useValue: silentLogger });

    expect(createContainer().isRegistered(host.LOGGER, true)).toBe(false);
  });
});

describe("disposal", () => {
  it("of one backend leaves what the root shares alone", async () => {
    const dispose = vi.fn();
    const root = createContainer();
    root.register(host.LOGGER, {
      useValue: { ...silentLogger, ...{ dispose, [Symbol.asyncDispose]: dispose } },
    });
    const one = mountBackend(plainBackend(), {
      id: "one",
      config: { dir: "" },
      logger: silentLogger,
      parent: root,
    });
    void one.mounted.backend.tailer;

    await one.dispose();

    expect(dispose).not.toHaveBeenCalled();
    expect(root.resolve(host.LOGGER)).toBeDefined();
  });

  it("of one backend leaves another of the same plugin running", async () => {
    const plugin = plainBackend();
    const parent = createContainer();
    const one = mountBackend(plugin, { id: "one", config: { dir: "" }, logger: silentLogger, parent });
    const two = mountBackend(plugin, { id: "two", config: { dir: "" }, logger: silentLogger, parent });

    await one.dispose();

    expect(two.mounted.signal.aborted).toBe(false);
    expect(two.mounted.backend.tailer).toBeDefined();
  });

  it("reaches instances made by factories, which the container forgets", async () => {
    const dispose = vi.fn();
    const plugin = plainBackend({
      tailer: (c) => ({ ...plainParts.tailer(c), [Symbol.asyncDispose]: dispose }),
    });
    const mount = mountBackend(plugin, { id: "one", config: { dir: "" }, logger: silentLogger });
    void mount.mounted.backend.tailer;

    await mount.dispose();

    expect(dispose).toHaveBeenCalledOnce();
  });
});

describe("a registration", () => {
  it("made after a sibling container exists is still one backend's own", () => {
    const parent = createContainer();
    const mounts = ["one", "two"].map((id) =>
      mountBackend(plainBackend(), { id, config: { dir: id }, logger: silentLogger, parent }),
    );

    expect(new Set(mounts.map(({ mounted }) => mounted.backend.tailer)).size).toBe(2);
    expect(parent.isRegistered(host.TAILER, true)).toBe(false);
  });

  it("made twice under one id does not mix: each mount resolves its own", () => {
    const parent = createContainer();
    const first = mountBackend(plainBackend(), {
      id: "same",
      config: { dir: "1" },
      logger: silentLogger,
      parent,
    });
    const second = mountBackend(plainBackend(), {
      id: "same",
      config: { dir: "2" },
      logger: silentLogger,
      parent,
    });

    expect(first.mounted.backend.tailer).not.toBe(second.mounted.backend.tailer);
    expect(first.context.config).toEqual({ dir: "1" });
  });
});

describe("an error in a factory", () => {
  it("keeps its code, hint and identity, also through another part", () => {
    const refusal = new VibeDeckError("NOT_SUPPORTED", "no /proc here", { hint: "use Linux" });
    const plugin = plainBackend({
      discovery: () => {
        throw refusal;
      },
      cli: ({ part }) => ({ ...plainParts.cli(undefined as never), ...{ discovery: part("discovery") } }),
    });
    const { mounted } = mountBackend(plugin, { id: "one", config: { dir: "" }, logger: silentLogger });

    expect(() => mounted.backend.cli).toThrow(refusal);
  });

  it("of a foreign kind names backend and part and keeps the cause", () => {
    const cause = new TypeError("x is not a function");
    const plugin = plainBackend({
      pricing: () => {
        throw cause;
      },
    });
    const { mounted } = mountBackend(plugin, { id: "one", config: { dir: "" }, logger: silentLogger });

    expect(() => mounted.backend.pricing).toThrow(
      expect.objectContaining({
        code: "PLUGIN_CALL",
        message: 'Backend "one" could not make its pricing part: x is not a function',
        cause,
      }),
    );
  });
});

describe("the sources", () => {
  const offenders = (pattern: RegExp, except: (file: string) => boolean = () => false): string[] =>
    sources().filter((file) => !except(file) && pattern.test(readFileSync(file, "utf8")));

  it("load tsyringe and its polyfill in one file, the polyfill first", () => {
    const container = join(core, "host/container.ts");

    expect(offenders(/["'](?:tsyringe|reflect-metadata)["']/, (file) => file === container)).toEqual([]);
    const text = readFileSync(container, "utf8");
    expect(text.indexOf('"reflect-metadata"')).toBeLessThan(text.indexOf('"tsyringe"'));
  });

  it("use none of the decorators that write into the global container, no resolveAll and no emitted metadata", () => {
    const banned =
      /@(?:singleton|scoped|registry|autoInjectable)\(|@injectable\(\s*\{|\bresolveAll\(|\bContainerScoped\b|design:paramtypes/;

    expect(offenders(banned)).toEqual([]);
  });

  it("do not rely on emitted metadata, which only some tools emit", () => {
    const base = readFileSync(join(packages, "../tsconfig.base.json"), "utf8");

    expect(base).toContain('"experimentalDecorators": true');
    expect(base).not.toContain("emitDecoratorMetadata");
  });

  it("keep tsyringe away from plugin authors: the main entry does not load it", () => {
    expect([...loads(join(core, "index.ts"))]).not.toContain("tsyringe");
    expect([...loads(join(core, "host/index.ts"))]).toContain("tsyringe");
  });
});
