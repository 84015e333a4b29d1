import { silentLogger } from "@vibedeck/core";
import { BackendRegistry, type BackendState, type BackendStatus, mountBackend } from "@vibedeck/core/host";
import { expect, it } from "vitest";
import { plainBackend } from "./plain-backend.ts";

const status = (id: string, state: BackendState): BackendStatus => ({
  id,
  name: id,
  title: id,
  state,
  capabilities: {},
});
const mount = (id: string) =>
  mountBackend(plainBackend(), { id, config: { dir: "" }, logger: silentLogger }).mounted;

it("maps configured ids to states and backends, in the order of the configuration", () => {
  const registry = new BackendRegistry();
  const second = mount("second");

  registry.set(status("first", "loading"));
  registry.set(status("second", "ready"), second);
  registry.set(status("first", "failed"));

  expect(registry.statuses().map(({ id, state }) => [id, state])).toEqual([
    ["first", "failed"],
    ["second", "ready"],
  ]);
  expect(registry.mounted()).toEqual([second]);
  expect(registry.get("second")).toBe(second);
  expect(registry.get("first")).toBeUndefined();
});

it("keeps a backend that degrades and drops one that stops", () => {
  const registry = new BackendRegistry();
  registry.set(status("one", "ready"), mount("one"));

  registry.set(status("one", "degraded"));
  expect(registry.get("one")).toBeDefined();

  registry.set(status("one", "stopped"));
  expect(registry.get("one")).toBeUndefined();
});

it("has no backend for names that every object has", () => {
  const registry = new BackendRegistry();

  expect(registry.get("__proto__")).toBeUndefined();
  expect(registry.status("constructor")).toBeUndefined();
});

it("tells of changes until asked to stop", () => {
  const registry = new BackendRegistry();
  const seen: string[] = [];
  const stop = registry.onChange(({ state }) => seen.push(state));

  registry.set(status("one", "loading"));
  stop();
  registry.set(status("one", "ready"));

  expect(seen).toEqual(["loading"]);
});
