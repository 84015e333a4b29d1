import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claudeCode } from "@vibedeck/backend-claude-code";
import { type PartContext, type Parts, silentLogger, type VibeDeckError } from "@vibedeck/core";
import { mountBackend } from "@vibedeck/core/host";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import plugin, { type IsolationConfig } from "../src/index.ts";
import { CONFIG } from "./commands/fake-sandboxes.ts";

const run = { owner: "ann", progress: () => {} };

/** A backend whose engine is not there. */
function mounted(change: Partial<IsolationConfig> = {}) {
  const usersDir = mkdtempSync(join(tmpdir(), "vdp-"));
  const claude = { dirs: [], prices: {}, permissionModes: ["default"], models: ["glm-4.7"], env: {} };
  const dockerHost = `unix://${join(usersDir, "nobody.sock")}`;
  const mount = mountBackend(plugin, {
    id: "isolation",
    config: { ...CONFIG, usersDir, dockerHost, claude, ...change },
    logger: silentLogger,
  });
  onTestFinished(async () => {
    await mount.dispose();
    rmSync(usersDir, { recursive: true, force: true });
  });
  return { ...mount, backend: mount.mounted.backend, usersDir };
}

/** What the factories of Claude Code's own backend gave. */
function spied(): Map<keyof Parts, unknown[]> {
  const given = new Map<keyof Parts, unknown[]>();
  for (const name of ["discovery", "tailer", "renderer", "pricing", "cli"] as const) {
    const make: (context: PartContext<never>) => unknown = claudeCode.parts[name];
    vi.spyOn(claudeCode.parts, name).mockImplementation(((context: PartContext<never>) => {
      const part = make(context);
      given.set(name, [...(given.get(name) ?? []), part]);
      return part;
    }) as never);
  }
  return given;
}

describe("the plugin", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("is the default export and says what it is", () => {
    expect(plugin).toMatchObject({ type: "vibedeck.backend", apiVersion: 1, name: "isolation" });
    expect(plugin.capabilities).toEqual(claudeCode.capabilities);
  });

  it("has Claude Code's very own tailer, renderer and pricing", () => {
    const given = spied();
    const { backend } = mounted();

    for (const name of ["tailer", "renderer", "pricing"] as const) {
      const part = backend[name];
      expect(given.get(name)).toEqual([part]);
      expect(given.get(name)?.[0]).toBe(part);
    }
  });

  it("has of Claude Code's cli the very same command and converse, and a place of its own", () => {
    const given = spied();
    const { backend } = mounted();
    const { cli } = backend;
    const base = given.get("cli")?.[0] as Parts["cli"];

    expect(given.get("cli")).toHaveLength(1);
    expect(cli.command).toBe(base.command);
    expect(cli.converse).toBe(base.converse);
    for (const name of ["start", "recover", "folder", "list", "available"] as const) {
      expect(cli[name]).toBeInstanceOf(Function);
      expect(cli[name]).not.toBe(base[name]);
    }
    expect(cli.places).toBeDefined();
    expect(cli.command({ type: "version" }).argv).toEqual(["claude", "--version"]);
  });

  it("starts although its engine is down: what was written can be read, and why nothing runs is told (196)", async () => {
    const { backend, context } = mounted();

    await plugin.check?.(context);

    expect(await backend.cli.available?.(new AbortController().signal, run)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/engine/i),
    });
    const spec = backend.cli.command({ type: "version" });
    const refused = backend.cli.start({ ...spec, cwd: "/root" }, new AbortController().signal, run);
    await expect(refused).rejects.toMatchObject({ code: "UNAVAILABLE" } satisfies Partial<VibeDeckError>);
    expect(await backend.cli.places?.report(new AbortController().signal)).toMatchObject({
      engine: { ok: false },
      places: [],
    });
  });

  it("does not start where there is no place for homes", async () => {
    const { context } = mounted({ usersDir: "/nowhere/at/all" });

    await expect(plugin.check?.(context)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  it("runs nothing for whoever did not sign in", async () => {
    const { backend } = mounted();
    const spec = { ...backend.cli.command({ type: "version" }), cwd: "/root" };

    const refused = backend.cli.start(spec, new AbortController().signal, { ...run, owner: "local" });

    await expect(refused).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
