import {
  type BackendPlugin,
  defineBackend,
  inheritParts,
  type PartFactories,
  silentLogger,
  viewOnlyCli,
} from "@vibedeck/core";
import { mountBackend } from "@vibedeck/core/host";
import { describe, expect, it, vi } from "vitest";
import { type PlainConfig, plainBackend, plainParts } from "./plain-backend.ts";

const options = { id: "mine", config: { dir: "/home" }, logger: silentLogger };

describe("mountBackend", () => {
  it("mounts a plain object that never saw defineBackend", () => {
    const { mounted } = mountBackend(plainBackend(), options);

    expect(mounted.backend).toMatchObject({ id: "mine", name: "plain", title: "plain", capabilities: {} });
    expect(mounted.backend.tailer.align({ size: 7, read: () => 0 }, 0)).toBe(7);
    expect(Object.hasOwn(mounted, "source")).toBe(false);
  });

  it("gives a defined backend its title, its capabilities and where it came from", () => {
    const plugin = defineBackend({ ...plainBackend(), title: "Plain", capabilities: { run: true } });
    const source = { url: "file:///plain.js", config: {} };

    const { mounted } = mountBackend(plugin, { ...options, source });

    expect(mounted).toMatchObject({ source, backend: { title: "Plain", capabilities: { run: true } } });
    expect(Object.isFrozen(mounted.backend.capabilities)).toBe(true);
  });

  it("makes no part before it is used, and each only once", () => {
    const make = vi.fn(plainParts.renderer);
    const { mounted } = mountBackend(plainBackend({ renderer: make }), options);
    expect(make).not.toHaveBeenCalled();

    const first = mounted.backend.renderer;

    expect(mounted.backend.renderer).toBe(first);
    expect(make).toHaveBeenCalledOnce();
  });

  it("hands factories the configuration, and other parts by name", () => {
    const cli = vi.fn<PartFactories<PlainConfig>["cli"]>(({ config, part }) => ({
      ...viewOnlyCli(config.dir),
      ...{ tailer: part("tailer") },
    }));
    const { mounted, context } = mountBackend(plainBackend({ cli }), options);

    expect(mounted.backend.cli).toMatchObject({ tailer: mounted.backend.tailer });
    expect(cli).toHaveBeenCalledWith(context);
    expect(() => mounted.backend.cli.command({ type: "start", sessionId: "", cwd: "/" })).toThrow("/home");
  });

  it("hands a plugin nothing that leads to a container", () => {
    const { context, mounted } = mountBackend(plainBackend(), options);

    expect(Object.keys(context).sort()).toEqual(["config", "logger", "part", "signal"]);
    expect(JSON.stringify(mounted)).not.toContain("ontainer");
  });

  it("looks at what the backend needs, and runs its commands, with the backend's own context", async () => {
    const seen: unknown[] = [];
    const plugin: BackendPlugin<PlainConfig> = {
      ...plainBackend(),
      diagnose: async (context) => {
        seen.push(context);
        return [{ state: "ok", text: "all there" }];
      },
      commands: [
        {
          name: "box",
          summary: "Boxes.",
          verbs: [
            {
              name: "open",
              takes: "NAME",
              summary: "Opens one.",
              run: async (context, args, terminal) => {
                seen.push(context);
                terminal.out(args.join());
                return 3;
              },
            },
          ],
        },
      ],
    };
    const { mounted, context } = mountBackend(plugin, options);
    const told: string[] = [];
    const terminal = {
      out: (text: string) => void told.push(text),
      err: () => {},
      interactive: false,
      signal: new AbortController().signal,
    };

    const [command] = mounted.commands ?? [];
    expect(command).toMatchObject({ name: "box", verbs: [{ name: "open", takes: "NAME" }] });
    expect(await command?.verbs[0]?.run(["a", "--b"], terminal)).toBe(3);
    expect(await mounted.diagnose?.()).toEqual([{ state: "ok", text: "all there" }]);
    expect(told).toEqual(["a,--b"]);
    expect(seen).toEqual([context, context]);
  });

  it("says of a backend without them that it has none", () => {
    const { mounted } = mountBackend({ ...plainBackend(), commands: [] }, options);

    expect(Object.keys(mounted).sort()).toEqual(["backend", "signal"]);
  });

  it("keeps the parts of two configured instances of one plugin apart", () => {
    const plugin = plainBackend({ cli: ({ config }) => viewOnlyCli(config.dir) });
    const one = mountBackend(plugin, { ...options, id: "one", config: { dir: "/one" } });
    const two = mountBackend(plugin, { ...options, id: "two", config: { dir: "/two" } });

    for (const name of ["discovery", "tailer", "renderer", "pricing", "cli"] as const) {
      expect(one.mounted.backend[name]).not.toBe(two.mounted.backend[name]);
    }
    expect(() => one.mounted.backend.cli.command({ type: "start", sessionId: "", cwd: "/" })).toThrow("/one");
    expect(() => two.mounted.backend.cli.command({ type: "start", sessionId: "", cwd: "/" })).toThrow("/two");
  });

  it("lets another backend inherit parts, with its slice of the configuration, and override the rest", () => {
    const base = plainBackend({
      cli: ({ config }) => viewOnlyCli(config.dir),
      pricing: vi.fn(plainParts.pricing),
    });
    const plugin = defineBackend<{ base: PlainConfig }>({
      name: "wrapped",
      config: {
        "~standard": { version: 1, vendor: "test", validate: () => ({ value: { base: { dir: "" } } }) },
      },
      parts: {
        ...inheritParts(base, (config: { base: PlainConfig }) => config.base),
        cli: (context) => ({ ...viewOnlyCli("wrapped"), ...{ inner: context.part("pricing") } }),
      },
    });
    const { mounted } = mountBackend(plugin, { ...options, config: { base: { dir: "/inner" } } });

    expect(mounted.backend.cli).toMatchObject({ inner: mounted.backend.pricing });
    expect(base.parts.pricing).toHaveBeenCalledOnce();
    expect(vi.mocked(base.parts.pricing).mock.calls[0]?.[0].config).toEqual({ dir: "/inner" });
  });
});

describe("a part that cannot be made", () => {
  it("is reported with the ring when parts need each other", () => {
    const plugin = plainBackend({
      discovery: ({ part }) => ({ ...plainParts.discovery(never()), ...{ cli: part("cli") } }),
      cli: ({ part }) => ({ ...viewOnlyCli("x"), ...{ pricing: part("pricing") } }),
      pricing: ({ part }) => ({ ...plainParts.pricing(never()), ...{ discovery: part("discovery") } }),
    });
    const { mounted } = mountBackend(plugin, options);

    expect(() => mounted.backend.discovery).toThrow(
      expect.objectContaining({
        code: "PLUGIN_SHAPE",
        message:
          'The parts of backend "mine" need each other to be made: discovery → cli → pricing → discovery.',
        hint: expect.stringContaining("method"),
      }),
    );
    expect(() => mounted.backend.cli).toThrow("cli → pricing → discovery → cli");
    expect(mounted.backend.tailer).toBeDefined();
  });

  it("may still ask for the others later, in its methods", () => {
    const plugin = plainBackend({
      discovery: ({ part }) => ({ ...plainParts.discovery(never()), identify: () => void part("cli") }),
      cli: ({ part }) => ({ ...viewOnlyCli("x"), ...{ discovery: part("discovery") } }),
    });
    const { mounted } = mountBackend(plugin, options);

    const root = { path: "/", owner: "local", trusted: true };
    expect(mounted.backend.discovery.identify(root, "a")).toBeUndefined();
    expect(mounted.backend.cli).toMatchObject({ discovery: mounted.backend.discovery });
  });

  it.each([
    ["a promise", Promise.resolve({})],
    ["undefined", undefined],
    ["null", null],
    ["string", "tailer"],
  ])("is refused when its factory gives %s, as nothing here waits", (what, value) => {
    const plugin = plainBackend({ tailer: () => value as never });
    const { mounted } = mountBackend(plugin, options);

    expect(() => mounted.backend.tailer).toThrow(expect.objectContaining({ code: "PLUGIN_SHAPE" }));
    expect(() => mounted.backend.tailer).toThrow(`gave ${what}`);
  });
});

describe("disposing a backend", () => {
  function recording(order: string[], name: string, stop: () => void | Promise<void> = () => {}) {
    return { [Symbol.asyncDispose]: async () => void order.push(name, ...[await stop()].flatMap(() => [])) };
  }

  it("aborts the signal first, then stops the parts that were made, last one first", async () => {
    const order: string[] = [];
    const plugin = plainBackend({
      discovery: (c) => ({ ...plainParts.discovery(c), ...recording(order, "discovery") }),
      tailer: (c) => ({ ...plainParts.tailer(c), ...{ [Symbol.dispose]: () => void order.push("tailer") } }),
      renderer: (c) => ({ ...plainParts.renderer(c), ...recording(order, "renderer") }),
      cli: (c) => ({ ...viewOnlyCli("x"), needs: c.part("tailer"), ...recording(order, "cli") }),
    });
    const { mounted, dispose } = mountBackend(plugin, options);
    mounted.signal.addEventListener("abort", () => order.push("signal"));
    void [mounted.backend.discovery, mounted.backend.cli];

    await dispose();

    expect(order).toEqual(["signal", "cli", "tailer", "discovery"]);
  });

  it("goes on after a part that throws at once or later, and gathers the errors", async () => {
    const order: string[] = [];
    const plugin = plainBackend({
      discovery: (c) => ({ ...plainParts.discovery(c), ...recording(order, "discovery") }),
      tailer: (c) => ({
        ...plainParts.tailer(c),
        [Symbol.dispose]: () => {
          throw new Error("at once");
        },
      }),
      pricing: (c) => ({
        ...plainParts.pricing(c),
        [Symbol.asyncDispose]: () => Promise.reject(new Error("later")),
      }),
    });
    const { mounted, dispose } = mountBackend(plugin, options);
    void [mounted.backend.discovery, mounted.backend.tailer, mounted.backend.pricing];

    const error = await dispose().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({
      errors: [
        { code: "PLUGIN_CALL", message: 'Backend "mine" failed in "stop pricing part": later' },
        { code: "PLUGIN_CALL", message: 'Backend "mine" failed in "stop tailer part": at once' },
      ],
    });
    expect(order).toEqual(["discovery"]);
  });

  it("is harmless when it happens twice, and leaves a clear error behind", async () => {
    const order: string[] = [];
    const plugin = plainBackend({
      tailer: (c) => ({ ...plainParts.tailer(c), ...recording(order, "tailer") }),
    });
    const { mounted, context, dispose } = mountBackend(plugin, options);
    void mounted.backend.tailer;

    await Promise.all([dispose(), dispose()]);

    expect(order).toEqual(["tailer"]);
    expect(() => mounted.backend.tailer).toThrow(expect.objectContaining({ code: "UNAVAILABLE" }));
    expect(() => context.part("pricing")).toThrow('Backend "mine" has stopped.');
  });
});

function never(): never {
  return undefined as never;
}
